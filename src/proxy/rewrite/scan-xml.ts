/** Longest tag that is understood. */
export const TAG_MAX = 65_536
/** Deepest nesting that is followed. */
export const DEPTH_MAX = 64

/** Told of the parts of a document in their order. All that is told, one after the other, is the document. */
export interface XmlParts {
  /** @param empty whether the tag is its own end */
  readonly open: (name: string, tag: string, empty: boolean) => void
  readonly close: (tag: string) => void
  /** A piece of character data. */
  readonly text: (text: string) => void
  /** A piece of a comment, a processing instruction or CDATA. */
  readonly section: (piece: string) => void
}

export interface XmlScan {
  /** Returns false once it is no well-formed document: nothing more is told then. */
  readonly write: (text: string) => boolean
  /** What was written and has not been told. */
  readonly rest: () => string
  /** Whether what was written is a whole document. */
  readonly isWhole: () => boolean
}

const SECTIONS = [['<!--', '-->'], ['<![CDATA[', ']]>'], ['<?', '?>']] as const
const NAME = '[A-Za-z_:\\x80-\\xff][\\w:.\\x80-\\xff-]*'
const START = new RegExp(`^<(${NAME})(?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*\\s*/?>$`)
/** What follows the name in an end tag. */
const ENDS = /^[ \t\r\n]*>$/
const OUTSIDE = /^(?:\xef\xbb\xbf)?[ \t\r\n]*$/

/**
 * Takes an XML document apart as it comes, each character a byte. A document type is not let in: it can give
 * names to anything.
 */
export function scanXml (parts: XmlParts): XmlScan {
  const names: string[] = []
  let held = ''
  let at = 0
  let rooted = false
  let sound = true
  /** How the section ends in which we are. */
  let closing: string | undefined

  return {
    write: text => {
      held = held.slice(at) + text
      at = 0
      let more = true
      while (more) more = closing === undefined ? next() : restOfSection(closing, 0)
      return sound
    },
    rest: () => held.slice(at),
    isWhole: () => sound && rooted && names.length === 0 && closing === undefined && at === held.length
  }

  /** Returns whether there may be more to tell. */
  function next (): boolean {
    const start = held.indexOf('<', at)
    const end = start === -1 ? held.length : start
    if (end > at) {
      const text = held.slice(at, end)
      if (names.length === 0 && !OUTSIDE.test(text)) return unsound()
      at = end
      parts.text(text)
    }
    return start !== -1 && markup()
  }

  function markup (): boolean {
    for (const [opening, end] of SECTIONS) {
      if (held.startsWith(opening, at)) {
        closing = end
        return restOfSection(end, opening.length)
      }
      // Not yet known which it is.
      if (opening.startsWith(held.slice(at, at + opening.length))) return false
    }
    const end = endOfTag(held, at)
    if ((end ?? held.length) - at > TAG_MAX) return unsound()
    return end !== undefined && tag(held.slice(at, end))
  }

  function restOfSection (end: string, from: number): boolean {
    const found = held.indexOf(end, at + from)
    // Of what ends it, all but the last sign may have come.
    const until = found === -1 ? Math.max(at + from, held.length - end.length + 1) : found + end.length
    const piece = held.slice(at, until)
    at = until
    if (found !== -1) closing = undefined
    if (piece !== '') parts.section(piece)
    return found !== -1
  }

  function tag (tag: string): boolean {
    if (tag.startsWith('</')) {
      const name = names.pop()
      if (name === undefined || !tag.startsWith(name, 2) || !ENDS.test(tag.slice(2 + name.length))) return unsound()
      at += tag.length
      parts.close(tag)
      return true
    }
    const name = START.exec(tag)?.[1]
    if (name === undefined || names.length === DEPTH_MAX || (rooted && names.length === 0)) return unsound()
    const empty = tag.endsWith('/>')
    rooted = true
    if (!empty) names.push(name)
    at += tag.length
    parts.open(name, tag, empty)
    return true
  }

  function unsound (): boolean {
    sound = false
    return false
  }
}

/** Where the tag that begins at `start` ends; undefined while it is not all there. */
function endOfTag (text: string, start: number): number | undefined {
  for (let at = start + 1; ;) {
    const end = text.indexOf('>', at)
    if (end === -1) return undefined
    const quote = /["']/.exec(text.slice(at, end))
    if (quote === null) return end + 1
    at = text.indexOf(quote[0], at + quote.index + 1) + 1
    if (at === 0) return undefined
  }
}
