const REMEDIES: ReadonlyMap<unknown, string> = new Map([
  ['EADDRINUSE', 'another process uses this port: stop it, or choose another --port or --admin-port'],
  ['EACCES', 'this user may not open this port: choose a --port or --admin-port of 1024 or above'],
  ['EADDRNOTAVAIL', 'this machine does not have this address: check --host and --admin-host'],
  ['ENOTFOUND', 'this host name cannot be resolved: check --host and --admin-host']
])

/** The reason why the gate cannot start, with a remedy if one is known. */
export function explainFailure (error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { syscall, code } = error as NodeJS.ErrnoException
  const remedy = syscall === 'listen' || code === 'ENOTFOUND' ? REMEDIES.get(code) : undefined
  return remedy === undefined ? error.message : `${error.message}; ${remedy}`
}
