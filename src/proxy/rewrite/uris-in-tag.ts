/** A URI in an attribute. */
export interface UriInTag {
  /** Its offset in the tag. */
  readonly at: number
  /** As it is written. */
  readonly text: string
  /**
   * The BaseURLs it is resolved against: those around the element, those that apply in it, or also those of nested
   * scopes, which inherit it.
   */
  readonly resolved: 'outside' | 'here' | 'within'
}

/** Attributes that contain URIs, by element (ISO/IEC 23009-1). */
const URI_ATTRIBUTES = new Map<string, readonly string[]>([
  ['SegmentTemplate', ['media', 'initialization', 'index', 'bitstreamSwitching']],
  ['SegmentURL', ['media', 'index']],
  ['Initialization', ['sourceURL']],
  ['RepresentationIndex', ['sourceURL']],
  ['BitstreamSwitching', ['sourceURL']]
])
// Only after whitespace, or the search would start again at each letter of a long name.
const ATTRIBUTE = /(?<=\s)([\w:.\x80-\xff-]+)(\s*=\s*)("[^"]*"|'[^']*')/g
/** UTCTiming schemes whose value is a list of HTTP URIs. Others contain a time, or names of servers. */
const BY_HTTP = /schemeIdUri\s*=\s*["'][^"']*:http-/
const WHOLE = /[^ \t\r\n](?:[^]*[^ \t\r\n])?/g
const WORDS = /[^ \t\r\n]+/g

/**
 * Yields the URIs in a start tag, in order.
 *
 * @param name of the element, without namespace prefix
 */
export function * urisInTag (name: string, tag: string): Generator<UriInTag> {
  const known = URI_ATTRIBUTES.get(name)
  const timing = name === 'UTCTiming' && BY_HTTP.test(tag)
  if (known === undefined && !timing && !tag.includes('xlink:href')) return
  for (const { index, 1: key = '', 2: equals = '', 3: quoted = '' } of tag.matchAll(ATTRIBUTE)) {
    const inList = timing && key === 'value'
    const resolved = key === 'xlink:href' ? 'outside' : inList ? 'here' : known?.includes(key) === true ? 'within' : undefined
    if (resolved === undefined) continue
    const start = index + key.length + equals.length + 1
    for (const word of quoted.slice(1, -1).matchAll(inList ? WORDS : WHOLE)) yield { at: start + word.index, text: word[0], resolved }
  }
}
