import type { ServerResponse } from 'node:http'

/**
 * Forwards the Link headers of a 103 (RFC 8297). They are hints only: malformed ones are left out.
 *
 * @param headers flat names and values
 */
export function forwardEarlyHints (response: ServerResponse, headers: readonly string[]): void {
  const links: string[] = []
  for (let i = 0; i < headers.length; i += 2) {
    if ((headers[i] as string).toLowerCase() === 'link') links.push(...splitLinks(headers[i + 1] as string))
  }
  const valid = links.filter(link => LINK.test(link))
  if (valid.length > 0) response.writeEarlyHints({ link: valid })
}

// Commas separate links, except inside the angle brackets, where they belong to the URI.
function splitLinks (value: string): string[] {
  return value.split(/,[ \t]*(?=<)/).map(link => link.trim())
}

// Narrower than RFC 8288: ASCII, and what Node writes without throwing. No nested repetition over the same characters.
const LINK = /^<[\x21-\x3b\x3d\x3f-\x7e]*>(?:[ \t]*;[ \t]*[A-Za-z][A-Za-z0-9*-]*(?:=(?:"[\x21\x23-\x3a\x3c-\x7e]*"|[\x21\x23-\x3a\x3c-\x7e]+))?)*$/
