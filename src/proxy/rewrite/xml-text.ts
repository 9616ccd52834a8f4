import type { UriSyntax } from './add-query-parameter.js'

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** How URIs are written in XML. The sign of a fragment stands in references to characters, too. */
export const XML_SYNTAX: UriSyntax = { read: unescapeXml, fragment: /(?<!&)#/ }

/** What a text of XML means: its references replaced (XML 1.0 section 4.6). One that is unknown stays. */
export function unescapeXml (text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi, (reference, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? reference
    const point = hex === undefined ? Number(decimal) : parseInt(hex, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : reference
  })
}

/** A text as it is written in XML, in quotes of either kind too. */
export function escapeXml (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;')
}
