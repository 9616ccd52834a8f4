const CURES: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'another process listens there: end it, or choose another --port or --admin-port'],
  ['EACCES', 'this user may not: choose a --port or --admin-port from 1024 on'],
  ['EADDRNOTAVAIL', 'this machine has no such address: see --host and --admin-host'],
  ['ENOTFOUND', 'there is no host of that name: see --host and --admin-host']
])

/** Why the gate cannot start, and what can be done about it where that is known. */
export function explainFailure (error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { syscall, code } = error as NodeJS.ErrnoException
  const cure = syscall === 'listen' || code === 'ENOTFOUND' ? CURES.get(code) : undefined
  return cure === undefined ? error.message : `${error.message}; ${cure}`
}
