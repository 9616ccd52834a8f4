import { addQueryParameter } from './add-query-parameter.js'
import type { Rewriter } from './rewriter.js'
import { trimWhitespace } from './trim-whitespace.js'

/** Longest line that is understood; a longer one passes as it is. */
export const LINE_MAX = 65_536

/** The attributes that hold URIs, by tag (RFC 8216 and its second edition; X-ASSET-* are those of interstitials). */
const URI_ATTRIBUTES = new Map<string, readonly string[]>([
  ...['KEY', 'SESSION-KEY', 'MAP', 'MEDIA', 'I-FRAME-STREAM-INF', 'IMAGE-STREAM-INF', 'PART', 'PRELOAD-HINT', 'RENDITION-REPORT', 'SESSION-DATA']
    .map(tag => [`#EXT-X-${tag}`, ['URI']] as const),
  ['#EXT-X-CONTENT-STEERING', ['SERVER-URI']],
  ['#EXT-X-DATERANGE', ['X-ASSET-URI', 'X-ASSET-LIST']]
])
const ATTRIBUTE = /([A-Z0-9-]+)=(?:"([^"\r\n]*)"|[^",]*)/y

/**
 * Rewrites an HLS playlist line by line. Texts hold one byte a character. Whatever does not begin as a
 * playlist passes as it is.
 *
 * @param pair what own URIs shall carry, as `name=value`
 */
export function rewriteHls ({ pair, isOwn }: { pair: string, isOwn: (uri: string) => boolean }): Rewriter {
  let pending = ''
  let began = false
  let passing = false
  /** In the middle of a line that is too long. */
  let skipping = false

  return { write, end: () => write('\n').slice(0, -1), giveUp: () => pending }

  function write (text: string): string {
    if (passing) return text
    pending += text
    let rewritten = ''
    let from = 0
    for (let at = pending.indexOf('\n'); at !== -1; at = pending.indexOf('\n', from)) {
      rewritten += skipping ? pending.slice(from, at + 1) : ofLine(pending.slice(from, at + 1))
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

  function ofLine (line: string): string {
    if (!began) {
      began = true
      // A byte order mark may stand in front, which RFC 8216 section 4.1 forbids and players forgive.
      passing = !/^(?:\xef\xbb\xbf)?#EXTM3U[ \t\r\n]/.test(line)
      return line
    }
    if (passing || line.length > LINE_MAX || line.includes('\0')) return line
    return line.startsWith('#') ? ofTag(line) : ofUri(line)
  }

  function ofUri (line: string): string {
    const uri = trimWhitespace(line)
    // Players take an indented comment for one.
    if (uri.startsWith('#') || !isOwn(uri)) return line
    return line.replace(uri, () => addQueryParameter(uri, pair))
  }

  function ofTag (line: string): string {
    const colon = line.indexOf(':')
    const names = colon === -1 ? undefined : URI_ATTRIBUTES.get(line.slice(0, colon))
    if (names === undefined) return line
    let rewritten = line.slice(0, colon + 1)
    let from = colon + 1
    for (;;) {
      // Attributes are separated by commas, which some writers follow with a blank.
      while (line[from] === ' ') rewritten += line[from++]
      ATTRIBUTE.lastIndex = from
      const [attribute, name, uri] = ATTRIBUTE.exec(line) ?? []
      if (attribute === undefined || name === undefined) break
      rewritten += uri !== undefined && names.includes(name) && isOwn(uri) ? `${name}="${addQueryParameter(uri, pair)}"` : attribute
      from += attribute.length
      if (line[from] !== ',') break
      rewritten += line[from++]
    }
    return rewritten + line.slice(from)
  }
}
