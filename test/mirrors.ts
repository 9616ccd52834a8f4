import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import ts from 'typescript'
import { PROVEN_ELSEWHERE } from './fixtures/proven-elsewhere.js'

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts')).map(path => `src/${path}`)

function mirrorOf (source: string): string {
  return source.replace(/^src/, 'test')
}

/** Whether a source has anything to test: more than imports and types. */
function hasLogic (text: string): boolean {
  return ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest).statements.some(statement =>
    !ts.isImportDeclaration(statement) && !ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement))
}

function isProvenElsewhere (source: string): boolean {
  return Object.keys(PROVEN_ELSEWHERE).some(path => source === path || source.startsWith(`${path}/`))
}

t.test('a source without logic is one of imports and types', async t => {
  t.equal(hasLogic("import type { A } from './a.js'\nexport interface B { a: A }\nexport type C = B"), false)
  t.equal(hasLogic('export const LIMIT = 3'), true)
  t.equal(hasLogic('export function f () {}'), true)
})

t.test('each source with logic has a test at the same path, or one is named for it', async t => {
  t.ok(sources.length > 200)
  t.same(sources.filter(source => !existsSync(mirrorOf(source)) && !isProvenElsewhere(source) && hasLogic(readFileSync(source, 'utf8'))), [])
})

t.test('each source that is named is there, without a test at the same path', async t => {
  for (const source of Object.keys(PROVEN_ELSEWHERE)) {
    t.ok(existsSync(source), source)
    if (source.endsWith('.ts')) t.notOk(existsSync(mirrorOf(source)), `${source} has ${mirrorOf(source)}: name no other`)
  }
})

t.test('each test that is named is there', async t => {
  for (const test of new Set(Object.values(PROVEN_ELSEWHERE).flat())) t.ok(existsSync(test), test)
})
