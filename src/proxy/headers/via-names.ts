/**
 * Whether a Via value names this intermediary (RFC 9110 section 7.6.3): `[protocol "/"] version
 * received-by [comment]`, comma-separated. Names of hosts are compared without regard to case.
 */
export function viaNames (via: string, name: string): boolean {
  const wanted = name.toLowerCase()
  for (const hop of via.toLowerCase().split(',')) {
    const [, receivedBy] = hop.trim().split(/[ \t]+/, 2)
    if (receivedBy === wanted) return true
  }
  return false
}
