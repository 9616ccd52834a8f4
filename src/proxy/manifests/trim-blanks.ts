/** A text without the blanks of ASCII around it. `trim` would take away bytes that are part of a letter, too. */
export function trimBlanks (text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
}
