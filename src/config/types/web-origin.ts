import { typeOf, type OptionType } from '../option-type.js'

// scheme://host[:port] as browsers serialize it (RFC 6454 section 6.2): lower case, no path, no default port. An
// asterisk stands for one or more labels in front of a domain.
const ORIGIN = /^(https?):\/\/(\*\.)?(?:\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::([1-9][0-9]{0,4}))?$/

/** The origin of a page, a wildcard for the subdomains of one, or an asterisk for any origin. */
export const webOrigin: OptionType<string> = typeOf('an origin as browsers send it, such as https://www.example.com, https://*.example.com for its subdomains, or * for any', text => {
  if (text === '*') return text
  const [match, scheme, wildcard, port] = ORIGIN.exec(text) ?? []
  if (match === undefined || Number(port ?? 1) > 65_535) return undefined
  if (port === (scheme === 'https' ? '443' : '80')) return undefined
  // An address has no subdomains, and those of a top-level domain belong to many owners.
  if (wildcard !== undefined && !/^https?:\/\/\*\.[^.:[\]]+\.[^:[\]]*[a-z]/.test(text)) return undefined
  return text
})
