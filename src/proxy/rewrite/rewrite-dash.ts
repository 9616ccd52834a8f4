import { findInsertionPoint, PLAIN, type UriSyntax } from './add-query-parameter.js'
import { insertionBuffer } from './insertion-buffer.js'
import { MpdScope } from './mpd-scope.js'
import type { Rewriter } from './rewriter.js'
import { scanXml, TAG_MAX } from './scan-xml.js'
import { urisInTag } from './uris-in-tag.js'
import { XML_SYNTAX, escapeXml } from './xml-text.js'

/** Elements that may have BaseURLs. */
const SCOPES = new Set(['MPD', 'Period', 'AdaptationSet', 'EmptyAdaptationSet', 'Representation'])
/** Elements whose text is a URI. */
const URI_ELEMENTS = new Set(['BaseURL', 'Location', 'PatchLocation', 'ContentSteering'])
/** A text that is a URI, and one that is written as CDATA, with blanks around. */
const URI_TEXT = /^([ \t\r\n]*)([^ \t\r\n<](?:[^<]*[^ \t\r\n<])?)[ \t\r\n]*$/
const URI_CDATA = /^([ \t\r\n]*<!\[CDATA\[[ \t\r\n]*)([^ \t\r\n\]](?:[^\]]*[^ \t\r\n\]])?)[ \t\r\n]*\]\]>[ \t\r\n]*$/
const ABSOLUTE = /^(?:[a-z][a-z0-9+.-]*:|[/\\]{2})/i

interface Element {
  /** Without its prefix. */
  readonly name: string
  /** Whose BaseURLs apply in it. */
  readonly scope: MpdScope
}

/**
 * Rewrites a DASH manifest as it comes. Where relative URIs lead is told by BaseURLs, also by such that come
 * later: a template of an AdaptationSet is used with the BaseURL of each of its Representations. So what follows
 * one is held back until it is known whether any leads to another host. What is no well-formed MPD passes as it
 * is, from the first place on where that shows.
 *
 * @param pair what own URIs shall carry, as `name=value`
 */
export function rewriteDash ({ pair, isOwn }: { pair: string, isOwn: (uri: string) => boolean }): Rewriter {
  const pairInXml = escapeXml(pair)
  const held = insertionBuffer()
  const elements: Element[] = []
  /** The text of a URI element in which we are; undefined outside. Not clear: it cannot be told what it means. */
  let uri: { readonly depth: number, text: string, clear: boolean } | undefined
  let isMpd = true
  let passing = false
  const scan = scanXml({ open, close, text: textual, section: textual })

  return {
    write: text => {
      if (passing) return text
      return scan.write(text) && isMpd ? held.release() : giveUp()
    },
    end: () => !passing && scan.isWhole() ? held.finish() : giveUp(),
    giveUp
  }

  function giveUp (): string {
    const rest = passing ? '' : held.giveUp() + (uri?.text ?? '') + scan.rest()
    passing = true
    return rest
  }

  function textual (piece: string): void {
    if (uri === undefined) return held.pass(piece)
    uri.text += piece
    if (uri.text.length > TAG_MAX) obscure(uri)
  }

  function open (qualified: string, tag: string, empty: boolean): void {
    const name = localName(qualified)
    const outer = elements.at(-1)?.scope
    if (outer === undefined) isMpd = name === 'MPD'
    if (uri !== undefined) obscure(uri)
    const scope = outer === undefined || SCOPES.has(name) ? new MpdScope(outer, name !== 'Representation') : outer
    passTag(name, tag, scope, outer)
    if (empty) return scope === outer ? undefined : scope.close()
    if (URI_ELEMENTS.has(name)) uri ??= { depth: elements.length, text: '', clear: true }
    elements.push({ name, scope })
  }

  function close (tag: string): void {
    const { name, scope } = elements.pop() as Element
    const outer = elements.at(-1)?.scope
    if (uri !== undefined && uri.depth === elements.length) {
      passUri(name, uri, scope)
      uri = undefined
    } else if (uri !== undefined) obscure(uri)
    held.pass(tag)
    if (scope !== outer) scope.close()
  }

  function obscure (uri: { text: string, clear: boolean }): void {
    held.pass(uri.text)
    uri.text = ''
    uri.clear = false
  }

  function passTag (name: string, tag: string, scope: MpdScope, outer: MpdScope | undefined): void {
    let from = 0
    for (const { at, text, resolved } of urisInTag(name, tag)) {
      const meaning = XML_SYNTAX.read(text)
      const insertionPoint = isOwn(meaning) ? findInsertionPoint(text, pair, XML_SYNTAX) : undefined
      if (insertionPoint === undefined) continue
      held.pass(tag.slice(from, from = at + insertionPoint.at))
      const isDue = ABSOLUTE.test(meaning)
        ? () => true
        : resolved === 'outside' ? () => outer?.keepsAuthority() ?? true : resolved === 'here' ? () => scope.keepsAuthority() : () => scope.keepsAuthorityInNestedScopes()
      held.insert({ text: escapeXml(insertionPoint.sign) + pairInXml, isDue })
    }
    held.pass(tag.slice(from))
  }

  function passUri (name: string, { text, clear }: { text: string, clear: boolean }, scope: MpdScope): void {
    const isBase = name === 'BaseURL'
    const writing: UriSyntax = text.includes('<') ? PLAIN : XML_SYNTAX
    const [, before, uri] = (writing === PLAIN ? URI_CDATA : URI_TEXT).exec(text) ?? []
    if (!clear || before === undefined || uri === undefined) {
      // Nobody knows what a player makes of it.
      if (isBase && (!clear || /[^ \t\r\n]/.test(text))) scope.addBase('foreign')
      return held.pass(text)
    }
    const meaning = writing.read(uri)
    const base = !isOwn(meaning) ? 'foreign' : ABSOLUTE.test(meaning) ? 'own' : 'relative'
    if (isBase) scope.addBase(base)
    const insertionPoint = base === 'foreign' || (isBase && isFolder(meaning)) ? undefined : findInsertionPoint(uri, pair, writing)
    if (insertionPoint === undefined) return held.pass(text)
    const at = before.length + insertionPoint.at
    // A BaseURL is itself relative to those around its element.
    const around = isBase ? scope.parent : scope
    held.pass(text.slice(0, at))
    held.insert({
      text: writing === PLAIN ? insertionPoint.sign + pair : escapeXml(insertionPoint.sign) + pairInXml,
      isDue: () => base === 'own' || around === undefined || around.keepsAuthority()
    })
    held.pass(text.slice(at))
  }
}

// A reference to a folder is there to be resolved against, which drops its query anyway; some players join the
// two texts instead. The host is matched as a whole or not at all, or a long one would be tried at every length.
function isFolder (uri: string): boolean {
  return /^(?:(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*(?![^/?#]))?(?:[^?#]*\/)?(?:\.\.?)?(?:#|$)/i.test(uri)
}

function localName (qualified: string): string {
  return qualified.slice(qualified.indexOf(':') + 1)
}
