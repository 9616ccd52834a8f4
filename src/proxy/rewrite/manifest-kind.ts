export type ManifestKind = 'hls' | 'dash'

const BY_TYPE: ReadonlyMap<string, ManifestKind> = new Map([
  ['application/vnd.apple.mpegurl', 'hls'],
  ['application/x-mpegurl', 'hls'],
  ['audio/mpegurl', 'hls'],
  ['audio/x-mpegurl', 'hls'],
  ['application/dash+xml', 'dash']
])
/** Types that say nothing of what it is: then the name of the file does. */
const VAGUE: ReadonlySet<string> = new Set(['', 'text/plain', 'application/octet-stream', 'binary/octet-stream', 'text/xml', 'application/xml'])

/** What kind of manifest a response holds; undefined for none. */
export function manifestKind (contentType: string | undefined, target: string): ManifestKind | undefined {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return BY_TYPE.get(type) ?? (VAGUE.has(type) ? kindOfPath(target) : undefined)
}

/** What kind of manifest a target is named as. */
export function kindOfPath (target: string): ManifestKind | undefined {
  const path = target.split('?', 1)[0]?.toLowerCase() ?? ''
  return path.endsWith('.m3u8') || path.endsWith('.m3u') ? 'hls' : path.endsWith('.mpd') ? 'dash' : undefined
}
