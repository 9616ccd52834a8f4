import { isIP } from 'node:net'
import { typeOf, type OptionType } from '../option-type.js'

/** An address, or a range of addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3). */
export const addressRange: OptionType<string> = typeOf('an IP address or a CIDR range such as 10.0.0.0/8', text => {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  // A zone identifies a link of one machine; a range cannot have one.
  if (version === 0 || address.includes('%') || more.length > 0) return undefined
  if (bits === undefined) return text
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128) ? text : undefined
})
