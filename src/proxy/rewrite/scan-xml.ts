/** A longer tag ends the scan. */
export const TAG_MAX = 65_536
/** A deeper nesting ends the scan. */
export const DEPTH_MAX = 64

/** Receives the parts of a document in order. Concatenated, they are the document. */
export interface XmlParts {
  /** @param empty whether it is an empty-element tag */
  readonly open: (name: string, tag: string, empty: boolean) => void
  readonly close: (tag: string) => void
  /** Called with a piece of character data. */
  readonly text: (text: string) => void
  /** Called with a piece of a comment, a processing instruction or a CDATA section. */
  readonly section: (piece: string) => void
}

export interface XmlScan {
  /** Returns false once the document is not well-formed: no further parts are reported. */
  readonly write: (text: string) => boolean
  /** Returns what was written and not reported. */
  readonly rest: () => string
  /** Whether a complete document was written. */
  readonly isWhole: () => boolean
}

const SECTIONS = [['<!--', '-->'], ['<![CDATA[', ']]>'], ['<?', '?>']] as const
const NAME = '[A-Za-z_:\\x80-\\xff][\\w:.\\x80-\\xff-]*'
const START = new RegExp(`^<(${NAME})(?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*\\s*/?>$`)
/** What follows the name in an end tag. */
const ENDS = /^[ \t\r\n]*>$/
const OUTSIDE = /^(?:\xef\xbb\xbf)?[ \t\r\n]*$/

/**
 * Splits an XML document into its parts as it arrives. Each character is one byte. A document type declaration counts
 * as not well-formed: it can define entities.
 */
export function scanXml (parts: XmlParts): XmlScan {
  const names: string[] = []
  let held = ''
  let at = 0
  let hasRoot = false
  let isWellFormed = true
  /** The end of the current section. */
  let closing: string | undefined

  return {
    write: text => {
      held = held.slice(at) + text
      at = 0
      let more = true
      while (more) more = closing === undefined ? next() : restOfSection(closing, 0)
      return isWellFormed
    },
    rest: () => held.slice(at),
    isWhole: () => isWellFormed && hasRoot && names.length === 0 && closing === undefined && at === held.length
  }

  /** Returns whether there may be more to report. */
  function next (): boolean {
    const start = held.indexOf('<', at)
    const end = start === -1 ? held.length : start
    if (end > at) {
      const text = held.slice(at, end)
      if (names.length === 0 && !OUTSIDE.test(text)) return reject()
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
      // More characters are needed to decide.
      if (opening.startsWith(held.slice(at, at + opening.length))) return false
    }
    const end = endOfTag(held, at)
    if ((end ?? held.length) - at > TAG_MAX) return reject()
    return end !== undefined && tag(held.slice(at, end))
  }

  function restOfSection (end: string, from: number): boolean {
    const found = held.indexOf(end, at + from)
    // All but the last character of its end may have arrived.
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
      if (name === undefined || !tag.startsWith(name, 2) || !ENDS.test(tag.slice(2 + name.length))) return reject()
      at += tag.length
      parts.close(tag)
      return true
    }
    const name = START.exec(tag)?.[1]
    if (name === undefined || names.length === DEPTH_MAX || (hasRoot && names.length === 0)) return reject()
    const empty = tag.endsWith('/>')
    hasRoot = true
    if (!empty) names.push(name)
    at += tag.length
    parts.open(name, tag, empty)
    return true
  }

  function reject (): boolean {
    isWellFormed = false
    return false
  }
}

/** Returns the end of the tag that begins at `start`; undefined while it is incomplete. */
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
