import { isIP } from 'node:net'
import { typeOf, type OptionType } from '../option-type.js'

/** A host name or an IP address. */
export const host: OptionType<string> = typeOf('a host name or an IP address, IPv6 without brackets', readHost)

/** Parses a host; undefined if it is invalid. Underscores are allowed: container networks use them. */
export function readHost (text: string): string | undefined {
  if (isIP(text) !== 0) return text
  if (text.length > 253 || !/^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?$/.test(text)) return undefined
  // A last label of digits only is an invalid address (256.0.0.1), never a name.
  const labels = text.split('.').filter((label, at, all) => label !== '' || at < all.length - 1)
  if (labels.some(label => label === '' || label.length > 63)) return undefined
  return /^\d+$/.test(labels.at(-1) ?? '') ? undefined : text
}
