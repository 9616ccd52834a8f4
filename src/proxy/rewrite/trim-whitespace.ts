/** A text without the blanks of ASCII around it. `trim` would take away bytes that are part of a letter, too. */
export function trimWhitespace (text: string): string {
  let start = 0
  let end = text.length
  // Not /[ \t\r\n]+$/: that begins anew at every blank in the middle, and takes seconds for a line full of them.
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isBlank (code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a
}
