import type { OptionType } from '../option-type.js'
import { readText } from './read-text.js'

/** The path of a PEM file (RFC 7468); its value is the file's text. */
export function pemFile (label: 'CERTIFICATE' | 'PRIVATE KEY'): OptionType<string> {
  return {
    allowed: `the path of a readable PEM file with a ${label.toLowerCase()}`,
    parse: (path, readFile) => {
      const result = readText(path, readFile)
      if (!('value' in result)) return result
      // Labels have prefixes: `RSA PRIVATE KEY`, `ENCRYPTED PRIVATE KEY`, `TRUSTED CERTIFICATE`.
      return new RegExp(`-----BEGIN ([A-Z ]+ )?${label}-----`).test(result.value)
        ? result
        : { why: `the file has no PEM block labelled ${label}` }
    }
  }
}
