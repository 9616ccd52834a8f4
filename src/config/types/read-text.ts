import type { ReadFile } from '../option-type.js'

/** The text of a file, or the reason why it cannot be read, with the system's error code such as ENOENT. */
export function readText (path: string, readFile: ReadFile): { readonly value: string } | { readonly why: string } {
  try {
    return { value: readFile(path) }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return { why: `the file cannot be read (${code})` }
  }
}
