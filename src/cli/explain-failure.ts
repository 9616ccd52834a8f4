const CURES: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'another process uses this port: stop it, or choose another --port or --admin-port'],
  ['EACCES', 'this user may not open this port: choose a --port or --admin-port of 1024 or above'],
  ['EADDRNOTAVAIL', 'this machine does not have this address: check --host and --admin-host'],
  ['ENOTFOUND', 'this host name cannot be resolved: check --host and --admin-host']
])

/** Why the gate cannot start, and what can be done about it where that is known. */
export function explainFailure (error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { syscall, code } = error as NodeJS.ErrnoException
  const cure = syscall === 'listen' || code === 'ENOTFOUND' ? CURES.get(code) : undefined
  return cure === undefined ? error.message : `${error.message}; ${cure}`
}
