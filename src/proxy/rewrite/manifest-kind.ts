export type ManifestKind = 'hls' | 'dash'

const BY_TYPE: ReadonlyMap<string, ManifestKind> = new Map([
  ['application/vnd.apple.mpegurl', 'hls'],
  ['application/x-mpegurl', 'hls'],
  ['audio/mpegurl', 'hls'],
  ['audio/x-mpegurl', 'hls'],
  ['application/dash+xml', 'dash']
])
/** Generic types. The file name decides what the content is. */
const GENERIC: ReadonlySet<string> = new Set(['', 'text/plain', 'application/octet-stream', 'binary/octet-stream', 'text/xml', 'application/xml'])

/** Which kind of manifest a response contains, by its type or its target; undefined for none. */
export function manifestKind (contentType: string | undefined, target: string): ManifestKind | undefined {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return BY_TYPE.get(type) ?? (GENERIC.has(type) ? kindOfPath(target) : undefined)
}

/** Which kind of manifest the file name of a target stands for; undefined for none. */
export function kindOfPath (target: string): ManifestKind | undefined {
  const path = target.split('?', 1)[0]?.toLowerCase() ?? ''
  return path.endsWith('.m3u8') || path.endsWith('.m3u') ? 'hls' : path.endsWith('.mpd') ? 'dash' : undefined
}
