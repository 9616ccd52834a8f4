import type { ServerResponse } from 'node:http'

/**
 * Passes a 103 on (RFC 8297) by its Link headers. They are mere hints: malformed ones are left out.
 *
 * @param headers flat names and values
 */
export function forwardEarlyHints (response: ServerResponse, headers: readonly string[]): void {
  const links: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    if ((headers[i] as string).toLowerCase() === 'link') links.push(...splitLinks(headers[i + 1] as string))
  }
  const sound = links.filter(link => LINK.test(link))
  if (sound.length > 0) response.writeEarlyHints({ link: sound })
}

// Links in one value are separated by commas; one inside the angle brackets belongs to its URI.
function splitLinks (value: string): string[] {
  return value.split(/,[ \t]*(?=<)/).map(link => link.trim())
}

// Narrower than RFC 8288: what Node writes without throwing, and ASCII. No nesting over the same characters.
const LINK = /^<[\x21-\x3b\x3d\x3f-\x7e]*>(?:[ \t]*;[ \t]*[A-Za-z][A-Za-z0-9*-]*(?:=(?:"[\x21\x23-\x3a\x3c-\x7e]*"|[\x21\x23-\x3a\x3c-\x7e]+))?)*$/
