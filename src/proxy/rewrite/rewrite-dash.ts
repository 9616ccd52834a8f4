import { findInsertionPoint, PLAIN_SYNTAX, type UriSyntax } from './add-query-parameter.js'
import { insertionBuffer } from './insertion-buffer.js'
import { MpdScope } from './mpd-scope.js'
import type { Rewriter } from './rewrite-stream.js'
import { scanXml, TAG_MAX } from './scan-xml.js'
import { urisInTag } from './uris-in-tag.js'
import { escapeXml, XML_SYNTAX } from './xml-text.js'

/** Elements that may contain BaseURLs. */
const SCOPES = new Set(['MPD', 'Period', 'AdaptationSet', 'EmptyAdaptationSet', 'Representation'])
/** Elements whose text is a URI. */
const URI_ELEMENTS = new Set(['BaseURL', 'Location', 'PatchLocation', 'ContentSteering'])
/** A URI as text, and as CDATA, with whitespace around it. */
const URI_TEXT = /^([ \t\r\n]*)([^ \t\r\n<](?:[^<]*[^ \t\r\n<])?)[ \t\r\n]*$/
const URI_CDATA = /^([ \t\r\n]*<!\[CDATA\[[ \t\r\n]*)([^ \t\r\n\]](?:[^\]]*[^ \t\r\n\]])?)[ \t\r\n]*\]\]>[ \t\r\n]*$/
const ABSOLUTE = /^(?:[a-z][a-z0-9+.-]*:|[/\\]{2})/i

interface Element {
  /** Without its namespace prefix. */
  readonly name: string
  /** The scope whose BaseURLs apply in it. */
  readonly scope: MpdScope
}

/**
 * Rewrites a DASH manifest as it arrives. What relative URIs resolve to depends on BaseURLs, also on later ones: the
 * template of an AdaptationSet is used with the BaseURL of each of its Representations. Everything after such a URI is
 * therefore buffered until it is known whether any BaseURL names another host. Content that is no well-formed MPD
 * passes unchanged from the first position on where that shows.
 *
 * @param parameter query parameter to add, as `name=value`
 * @param isSameAuthority whether a URI leads back to the gate
 */
export function rewriteDash ({ parameter, isSameAuthority }: { parameter: string, isSameAuthority: (uri: string) => boolean }): Rewriter {
  const escapedParameter = escapeXml(parameter)
  const buffer = insertionBuffer()
  const elements: Element[] = []
  /** The text of the current URI element; undefined outside of one. Not readable: players may disagree on what it means. */
  let uri: { readonly depth: number, text: string, readable: boolean } | undefined
  let isMpd = true
  let isAbandoned = false
  const scan = scanXml({ open, close, text: characters, section: characters })

  return {
    write: text => {
      if (isAbandoned) return text
      return scan.write(text) && isMpd ? buffer.release() : abandon()
    },
    end: () => !isAbandoned && scan.isWhole() ? buffer.finish() : abandon(),
    abandon
  }

  function abandon (): string {
    const rest = isAbandoned ? '' : buffer.abandon() + (uri?.text ?? '') + scan.rest()
    isAbandoned = true
    return rest
  }

  function characters (piece: string): void {
    if (uri === undefined) return buffer.append(piece)
    uri.text += piece
    if (uri.text.length > TAG_MAX) markUnreadable(uri)
  }

  function open (qualified: string, tag: string, empty: boolean): void {
    const name = localName(qualified)
    const outer = elements.at(-1)?.scope
    if (outer === undefined) isMpd = name === 'MPD'
    if (uri !== undefined) markUnreadable(uri)
    const scope = outer === undefined || SCOPES.has(name) ? new MpdScope(outer, name !== 'Representation') : outer
    appendTag(name, tag, scope, outer)
    if (empty) return scope === outer ? undefined : scope.close()
    if (URI_ELEMENTS.has(name)) uri ??= { depth: elements.length, text: '', readable: true }
    elements.push({ name, scope })
  }

  function close (tag: string): void {
    const { name, scope } = elements.pop() as Element
    const outer = elements.at(-1)?.scope
    if (uri !== undefined && uri.depth === elements.length) {
      appendUri(name, uri, scope)
      uri = undefined
    } else if (uri !== undefined) markUnreadable(uri)
    buffer.append(tag)
    if (scope !== outer) scope.close()
  }

  function markUnreadable (uri: { text: string, readable: boolean }): void {
    buffer.append(uri.text)
    uri.text = ''
    uri.readable = false
  }

  function appendTag (name: string, tag: string, scope: MpdScope, outer: MpdScope | undefined): void {
    let from = 0
    for (const { at, text, resolved } of urisInTag(name, tag)) {
      const meaning = XML_SYNTAX.decode(text)
      const insertion = isSameAuthority(meaning) ? findInsertionPoint(text, parameter, XML_SYNTAX) : undefined
      if (insertion === undefined) continue
      buffer.append(tag.slice(from, from = at + insertion.at))
      const isDue = ABSOLUTE.test(meaning)
        ? () => true
        : resolved === 'outside' ? () => outer?.keepsAuthority() ?? true : resolved === 'here' ? () => scope.keepsAuthority() : () => scope.keepsAuthorityInNestedScopes()
      buffer.insert({ text: escapeXml(insertion.separator) + escapedParameter, isDue })
    }
    buffer.append(tag.slice(from))
  }

  function appendUri (name: string, { text, readable }: { text: string, readable: boolean }, scope: MpdScope): void {
    const isBase = name === 'BaseURL'
    const syntax: UriSyntax = text.includes('<') ? PLAIN_SYNTAX : XML_SYNTAX
    const [, before, uri] = (syntax === PLAIN_SYNTAX ? URI_CDATA : URI_TEXT).exec(text) ?? []
    if (!readable || before === undefined || uri === undefined) {
      // Players may disagree on what it means.
      if (isBase && (!readable || /[^ \t\r\n]/.test(text))) scope.addBase('other-authority')
      return buffer.append(text)
    }
    const meaning = syntax.decode(uri)
    const base = !isSameAuthority(meaning) ? 'other-authority' : ABSOLUTE.test(meaning) ? 'same-authority' : 'relative'
    if (isBase) scope.addBase(base)
    const insertion = base === 'other-authority' || (isBase && isFolder(meaning)) ? undefined : findInsertionPoint(uri, parameter, syntax)
    if (insertion === undefined) return buffer.append(text)
    const at = before.length + insertion.at
    // A BaseURL is itself resolved against those of the surrounding element.
    const around = isBase ? scope.parent : scope
    buffer.append(text.slice(0, at))
    buffer.insert({
      text: syntax === PLAIN_SYNTAX ? insertion.separator + parameter : escapeXml(insertion.separator) + escapedParameter,
      isDue: () => base === 'same-authority' || around === undefined || around.keepsAuthority()
    })
    buffer.append(text.slice(at))
  }
}

// A folder is a base to resolve against, which drops its query anyway; some players concatenate the two texts instead.
// The host is matched as a whole or not at all, or a long one would be tried at every length.
function isFolder (uri: string): boolean {
  return /^(?:(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*(?![^/?#]))?(?:[^?#]*\/)?(?:\.\.?)?(?:#|$)/i.test(uri)
}

function localName (qualified: string): string {
  return qualified.slice(qualified.indexOf(':') + 1)
}
