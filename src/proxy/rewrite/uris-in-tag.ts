/** A URI in an attribute. */
export interface UriInTag {
  /** Where it begins in the tag. */
  readonly at: number
  /** As it is written. */
  readonly text: string
  /**
   * By whose BaseURLs it is resolved: those around the element, those that apply in it, or also those of scopes
   * within, which inherit it.
   */
  readonly resolved: 'outside' | 'here' | 'within'
}

/** Attributes that hold URIs, by element (ISO/IEC 23009-1). */
const URI_ATTRIBUTES = new Map<string, readonly string[]>([
  ['SegmentTemplate', ['media', 'initialization', 'index', 'bitstreamSwitching']],
  ['SegmentURL', ['media', 'index']],
  ['Initialization', ['sourceURL']],
  ['RepresentationIndex', ['sourceURL']],
  ['BitstreamSwitching', ['sourceURL']]
])
// Behind a blank alone, or each letter of a long name would begin the search anew.
const ATTRIBUTE = /(?<=\s)([\w:.\x80-\xff-]+)(\s*=\s*)("[^"]*"|'[^']*')/g
/** The schemes of UTCTiming that ask servers by HTTP; others hold a time, or names of servers. */
const BY_HTTP = /schemeIdUri\s*=\s*["'][^"']*:http-/
const WHOLE = /[^ \t\r\n](?:[^]*[^ \t\r\n])?/g
const WORDS = /[^ \t\r\n]+/g

/**
 * Finds the URIs in a start tag, in their order.
 *
 * @param name of the element, without a prefix
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
