import { addQueryParameter } from './add-query-parameter.js'
import type { Rewriter } from './rewrite-stream.js'
import { trimWhitespace } from './trim-whitespace.js'

/** Longer lines pass unchanged. */
export const LINE_MAX = 65_536

/** Attributes that contain URIs, by tag (RFC 8216 and its second edition; X-ASSET-* belong to interstitials). */
const URI_ATTRIBUTES = new Map<string, readonly string[]>([
  ...['KEY', 'SESSION-KEY', 'MAP', 'MEDIA', 'I-FRAME-STREAM-INF', 'IMAGE-STREAM-INF', 'PART', 'PRELOAD-HINT', 'RENDITION-REPORT', 'SESSION-DATA']
    .map(tag => [`#EXT-X-${tag}`, ['URI']] as const),
  ['#EXT-X-CONTENT-STEERING', ['SERVER-URI']],
  ['#EXT-X-DATERANGE', ['X-ASSET-URI', 'X-ASSET-LIST']]
])
const ATTRIBUTE = /([A-Z0-9-]+)=(?:"([^"\r\n]*)"|[^",]*)/y

/**
 * Rewrites an HLS playlist line by line. Content that does not begin like a playlist passes unchanged.
 *
 * @param parameter query parameter to add, as `name=value`
 * @param isSameAuthority whether a URI leads back to the gate
 */
export function rewriteHls ({ parameter, isSameAuthority }: { parameter: string, isSameAuthority: (uri: string) => boolean }): Rewriter {
  let pending = ''
  let began = false
  let passing = false
  /** Whether the current line is too long. */
  let skipping = false

  return { write, end: () => write('\n').slice(0, -1), abandon: () => pending }

  function write (text: string): string {
    if (passing) return text
    pending += text
    let rewritten = ''
    let from = 0
    for (let at = pending.indexOf('\n'); at !== -1; at = pending.indexOf('\n', from)) {
      rewritten += skipping ? pending.slice(from, at + 1) : rewriteLine(pending.slice(from, at + 1))
      skipping = false
      from = at + 1
    }
    pending = pending.slice(from)
    if (passing || skipping || pending.length > LINE_MAX) {
      skipping = true
      rewritten += pending
      pending = ''
    }
    return rewritten
  }

  function rewriteLine (line: string): string {
    if (!began) {
      began = true
      // Players accept a byte order mark, although RFC 8216 section 4.1 forbids it.
      passing = !/^(?:\xef\xbb\xbf)?#EXTM3U[ \t\r\n]/.test(line)
      return line
    }
    if (passing || line.length > LINE_MAX || line.includes('\0')) return line
    return line.startsWith('#') ? rewriteTag(line) : rewriteUri(line)
  }

  function rewriteUri (line: string): string {
    const uri = trimWhitespace(line)
    // Players treat an indented comment as a comment.
    if (uri.startsWith('#') || !isSameAuthority(uri)) return line
    return line.replace(uri, () => addQueryParameter(uri, parameter))
  }

  function rewriteTag (line: string): string {
    const colon = line.indexOf(':')
    const names = colon === -1 ? undefined : URI_ATTRIBUTES.get(line.slice(0, colon))
    if (names === undefined) return line
    let rewritten = line.slice(0, colon + 1)
    let from = colon + 1
    for (;;) {
      // Some packagers write a space after the comma.
      while (line[from] === ' ') rewritten += line[from++]
      ATTRIBUTE.lastIndex = from
      const [attribute, name, uri] = ATTRIBUTE.exec(line) ?? []
      if (attribute === undefined || name === undefined) break
      rewritten += uri !== undefined && names.includes(name) && isSameAuthority(uri) ? `${name}="${addQueryParameter(uri, parameter)}"` : attribute
      from += attribute.length
      if (line[from] !== ',') break
      rewritten += line[from++]
    }
    return rewritten + line.slice(from)
  }
}
