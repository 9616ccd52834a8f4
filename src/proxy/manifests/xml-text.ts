const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** What a text of XML means: its references replaced (XML 1.0 section 4.6). One that is unknown stays. */
export function readXmlText (text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]+));/gi, (reference, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return NAMED[name] ?? reference
    const point = hex === undefined ? Number(decimal) : parseInt(hex, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : reference
  })
}
