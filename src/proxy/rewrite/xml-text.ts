import type { UriSyntax } from './add-query-parameter.js'

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** How URIs are written in XML. A `#` after `&` belongs to a character reference. */
export const XML_SYNTAX: UriSyntax = { decode: unescapeXml, fragment: /(?<!&)#/ }

/** Replaces the references in an XML text (XML 1.0 section 4.6). Unknown ones stay. */
export function unescapeXml (text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi, (reference, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? reference
    const point = hex === undefined ? Number(decimal) : parseInt(hex, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : reference
  })
}

/** Escapes a text for XML content and for attribute values in either kind of quotes. */
export function escapeXml (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;')
}
