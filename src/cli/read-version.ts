import { fileURLToPath } from 'node:url'
import type { ReadFile } from '../config/option-type.js'

/** The version of the program, from package.json. */
export function readVersion (readFile: ReadFile): string {
  const manifest: unknown = JSON.parse(readFile(fileURLToPath(new URL('../../package.json', import.meta.url))))
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) throw new Error('package.json has no version')
  return String(manifest.version)
}
