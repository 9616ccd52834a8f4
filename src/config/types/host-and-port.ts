import type { Address } from '../config.js'
import { typeOf, type OptionType } from '../option-type.js'
import { readHost } from './host.js'

/** `host:port`, IPv6 in brackets. */
export const hostAndPort: OptionType<Address> = typeOf('host:port, IPv6 in brackets', text => {
  const parts = /^(?:\[(?<v6>[^\]]*:[^\]]*)\]|(?<name>[^:[\]]+)):(?<port>\d{1,5})$/.exec(text)?.groups
  const host = readHost(parts?.['v6'] ?? parts?.['name'] ?? '')
  const port = Number(parts?.['port'])
  return host !== undefined && port >= 1 && port <= 65_535 ? { host, port } : undefined
})
