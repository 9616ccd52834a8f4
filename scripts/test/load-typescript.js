// Module hooks that compile TypeScript with SWC and keep the result in .tap/compiled. Nearly four hundred processes run the
// tests: what starts with each of them has to be small, so the compiler is loaded only for a text it has not seen.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const COMPILED = fileURLToPath(new URL('../../.tap/compiled', import.meta.url))
const require = createRequire(import.meta.url)
const { version } = require('@swc/core/package.json')
const OPTIONS = {
  sourceMaps: 'inline',
  inlineSourcesContent: false,
  isModule: true,
  swcrc: false,
  configFile: false,
  jsc: { target: 'es2022', parser: { syntax: 'typescript' }, transform: { verbatimModuleSyntax: true } }
}
const KEY = JSON.stringify([version, OPTIONS])

/** TypeScript imports `x.js` where the source is `x.ts`. */
export async function resolve (specifier, context, next) {
  if (specifier === 'tap' && context.parentURL?.endsWith('?together')) {
    return await next(new URL(`tap-of-file.js?file=${encodeURIComponent(context.parentURL)}`, import.meta.url).href, context)
  }
  if (/^\.\.?\/.*\.js$/.test(specifier) && /\.ts(\?|$)/.test(context.parentURL)) {
    const url = new URL(specifier.replace(/js$/, 'ts'), context.parentURL)
    if (existsSync(url)) return { url: url.href, format: 'module', shortCircuit: true }
  }
  return await next(specifier, context)
}

export async function load (url, context, next) {
  if (!/\.ts(\?|$)/.test(url)) return await next(url, context)
  return { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true }
}

function compiled (path) {
  const text = readFileSync(path)
  const file = `${COMPILED}/${createHash('sha256').update(KEY).update(path).update(text).digest('hex').slice(0, 32)}.js`
  if (existsSync(file)) return readFileSync(file, 'utf8')
  const { code } = require('@swc/core').transformSync(text.toString(), { ...OPTIONS, filename: path, sourceFileName: path })
  // Another process may be at the same text: a file appears whole or not at all.
  mkdirSync(COMPILED, { recursive: true })
  writeFileSync(`${file}.${process.pid}`, code)
  renameSync(`${file}.${process.pid}`, file)
  return code
}
