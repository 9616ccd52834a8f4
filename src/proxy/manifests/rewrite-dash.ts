import { addQuery } from './add-query.js'
import type { Rewriter } from './rewriter.js'
import { trimBlanks } from './trim-blanks.js'
import { readXmlText } from './xml-text.js'

/** Longest tag, comment or URI that is understood; from a longer one on, everything passes as it is. */
export const MARKUP_MAX = 65_536

/** Attributes that hold URIs, by element (ISO/IEC 23009-1). */
const URI_ATTRIBUTES = new Map<string, readonly string[]>([
  ['SegmentTemplate', ['media', 'initialization', 'index', 'bitstreamSwitching']],
  ['SegmentURL', ['media', 'index']],
  ['Initialization', ['sourceURL']],
  ['RepresentationIndex', ['sourceURL']],
  ['BitstreamSwitching', ['sourceURL']]
])
/** Elements whose text is a URI. */
const URI_ELEMENTS = new Set(['BaseURL', 'Location', 'PatchLocation'])
const ATTRIBUTE = /([\w:.-]+)(\s*=\s*)("[^"<]*"|'[^'<]*')/g

interface Element {
  readonly name: string
  /** Whether relative URIs around it lead to another host. */
  readonly foreign: boolean
  /** The same for those in it, where it has BaseURLs of its own. */
  foreignHere: boolean | undefined
}

/**
 * Rewrites a DASH manifest as it comes. Relative URIs follow the BaseURLs around them: below one that leads
 * to another host, nothing gets a token. From the first place that is no well-formed XML on, and from the
 * start where the root is not MPD, everything passes as it is.
 *
 * @param pair what own URIs shall carry, as `name=value`
 */
export function rewriteDash ({ pair, isOwn }: { pair: string, isOwn: (uri: string) => boolean }): Rewriter {
  const open: Element[] = []
  let pending = ''
  let passing = false

  return { write, end: () => pending }

  function write (text: string): string {
    if (passing) return text
    pending += text
    let rewritten = ''
    for (;;) {
      const step = passing ? undefined : next(pending)
      if (step === undefined) break
      rewritten += step.out
      pending = pending.slice(step.taken)
    }
    if (passing || pending.length > MARKUP_MAX) {
      passing = true
      rewritten += pending
      pending = ''
    }
    return rewritten
  }

  /** The next piece of markup with what stands before it; undefined while it is not complete. */
  function next (text: string): { out: string, taken: number } | undefined {
    const start = text.indexOf('<')
    if (start === -1) return isUri() || text === '' ? undefined : { out: text, taken: text.length }
    const end = endOfMarkup(text, start)
    if (end === undefined) return start === 0 || isUri() ? undefined : { out: text.slice(0, start), taken: start }
    const before = text.slice(0, start)
    const markup = text.slice(start, end)
    if (markup.startsWith('<![CDATA[') && isUri()) return { out: before + ofCdata(before, markup), taken: end }
    // A document type can give names to anything.
    if (markup.startsWith('<!DOCTYPE')) passing = true
    if (markup.startsWith('<!') || markup.startsWith('<?')) return { out: before + markup, taken: end }
    if (markup.startsWith('</')) return { out: ofEnd(before, markup), taken: end }
    return { out: before + ofStart(markup), taken: end }
  }

  function isUri (): boolean {
    const element = open.at(-1)
    return element !== undefined && URI_ELEMENTS.has(element.name)
  }

  function ofStart (tag: string): string {
    const qualified = /^<([A-Za-z_:][\w:.-]*)(?=[\s/>])/.exec(tag)?.[1]
    const parent = open.at(-1)
    if (qualified === undefined || (parent === undefined && localName(qualified) !== 'MPD')) {
      passing = true
      return tag
    }
    const name = localName(qualified)
    const element = { name, foreign: leadsAway(parent), foreignHere: undefined }
    if (!tag.endsWith('/>')) open.push(element)
    return ofAttributes(tag, element)
  }

  function ofAttributes (tag: string, element: Element): string {
    const { name } = element
    const foreign = leadsAway(element)
    const uris = URI_ATTRIBUTES.get(name) ?? []
    // The schemes of UTCTiming that ask a server by HTTP; the others hold a time, or the name of a server.
    const timing = name === 'UTCTiming' && /schemeIdUri\s*=\s*["'][^"']*:http-/.test(tag)
    if (uris.length === 0 && !timing && !tag.includes(':href')) return tag
    return tag.replace(ATTRIBUTE, (attribute: string, key: string, equals: string, quoted: string) => {
      const local = key === 'xlink:href' || (timing && key === 'value')
      if (!local && (foreign || !uris.includes(key))) return attribute
      const quote = quoted[0] as string
      return `${key}${equals}${quote}${ofUri(quoted.slice(1, -1))}${quote}`
    })
  }

  function ofEnd (before: string, tag: string): string {
    const element = open.pop()
    const name = localName(trimBlanks(tag.slice(2, -1)))
    if (element === undefined || element.name !== name) {
      passing = true
      return before + tag
    }
    return isUriElement(name) ? ofUriText(name, before) + tag : before + tag
  }

  function ofUriText (name: string, text: string): string {
    const uri = trimBlanks(text)
    if (uri === '') return text
    return text.replace(uri, () => judge(name, readXmlText(uri)) ? withPair(uri) : uri)
  }

  function ofCdata (before: string, markup: string): string {
    const uri = trimBlanks(markup.slice('<![CDATA['.length, -']]>'.length))
    const { name } = open.at(-1) as Element
    // Beside other text it is anybody's guess what the URI is: nothing below it gets a token.
    if (trimBlanks(before) !== '') {
      judge(name, '//other.invalid/')
      return markup
    }
    return uri !== '' && judge(name, uri) && !isFolder(uri) ? markup.replace(uri, () => addQuery(uri, pair)) : markup
  }

  /** Whether a URI that is an element's text gets the pair. A BaseURL tells where relative ones around it lead. */
  function judge (name: string, uri: string): boolean {
    if (name !== 'BaseURL') return isOwn(uri)
    // The element itself is still open while CDATA is read, and closed when text is.
    const around = open.findLast(element => element.name !== 'BaseURL')
    const absolute = /^(?:[a-z][a-z0-9+.-]*:|[/\\]{2})/i.test(uri)
    const own = isOwn(uri) && (absolute || around?.foreign !== true)
    // Of several a player takes any: one that leads away is enough.
    if (around !== undefined) around.foreignHere = around.foreignHere === true || !own
    return own
  }

  // A reference to a folder is there to be resolved against, which drops its query anyway; some players join
  // the two texts instead.
  function withPair (uri: string): string {
    return isFolder(uri) ? uri : addQuery(uri, pair, '&amp;')
  }

  function ofUri (uri: string): string {
    return uri !== '' && isOwn(readXmlText(uri)) ? addQuery(uri, pair, '&amp;') : uri
  }
}

function leadsAway (element: Element | undefined): boolean {
  return element?.foreignHere ?? element?.foreign ?? false
}

function isFolder (uri: string): boolean {
  return uri.endsWith('/') || uri.endsWith('/.') || uri === '.' || uri.endsWith('..')
}

function isUriElement (name: string): boolean {
  return URI_ELEMENTS.has(name)
}

function localName (qualified: string): string {
  return qualified.slice(qualified.indexOf(':') + 1)
}

/** Where the markup that starts at `start` ends; undefined while it is not all there. */
function endOfMarkup (text: string, start: number): number | undefined {
  for (const [opening, closing] of [['<!--', '-->'], ['<![CDATA[', ']]>'], ['<?', '?>']] as const) {
    if (text.startsWith(opening, start)) return after(text, closing, start + opening.length)
    // Not yet known which it is.
    if (opening.startsWith(text.slice(start))) return undefined
  }
  let quote = ''
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] as string
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") {
      quote = character
    } else if (character === '>') {
      return at + 1
    }
  }
  return undefined
}

function after (text: string, closing: string, from: number): number | undefined {
  const at = text.indexOf(closing, from)
  return at === -1 ? undefined : at + closing.length
}
