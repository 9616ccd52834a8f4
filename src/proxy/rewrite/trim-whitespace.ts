/** Trims spaces, tabs, CR and LF. `trim` would also remove bytes that are part of a multi-byte character. */
export function trimWhitespace (text: string): string {
  let start = 0
  let end = text.length
  // Not /[ \t\r\n]+$/: it starts again at every space in the middle, and takes seconds for a line full of them.
  while (start < end && isWhitespace(text.charCodeAt(start))) start++
  while (end > start && isWhitespace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isWhitespace (code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a
}
