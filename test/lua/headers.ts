import { readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { SCRIPTS } from '../../src/store/redis/scripts.js'

const LINES_MAX = 90
const directory = new URL('../../src/store/lua/', import.meta.url)
const files = readdirSync(directory).sort()

t.test('every script is declared, and every declaration has its script', t => {
  t.same(files, Object.values(SCRIPTS).map(({ file }) => `${file}.lua`).sort())
  t.end()
})

for (const { file, args } of Object.values(SCRIPTS)) {
  t.test(`${file} documents its arguments and reply, and uses exactly these arguments`, t => {
    const text = readFileSync(new URL(`${file}.lua`, directory), 'utf8')
    const lines = text.trimEnd().split('\n')
    const header = lines.slice(0, lines.findIndex(line => !line.startsWith('--')))
    const code = lines.slice(header.length).join('\n')
    t.ok(lines.length <= LINES_MAX, `${lines.length} lines`)
    t.match(header[0], /^-- [A-Z].*\.$/, 'begins with its purpose')
    t.ok(header.some(line => line.startsWith('-- Returns ')), 'documents its reply')
    t.same(indexes(header.join('\n'), 'KEYS'), [1], 'documents its one key')
    t.same(indexes(header.join('\n'), 'ARGV'), args.map((_, index) => index + 1), 'documents its arguments')
    t.same(indexes(code, 'KEYS'), [1], 'uses its one key')
    t.same(indexes(code, 'ARGV'), args.map((_, index) => index + 1), 'uses its arguments')
    t.same(named(code), ['key', ...args], 'names all of them before other code')
    t.notMatch(code, /'(KEYS|SCAN|CONFIG)'/, 'calls no command that managed Redis forbids')
    t.end()
  })
}

function indexes (text: string, table: string): number[] {
  return [...text.matchAll(new RegExp(`${table}\\[(\\d+)\\]`, 'g'))].map(match => Number(match[1]))
}

/** The locals of the first paragraph of code. */
function named (code: string): Array<string | undefined> {
  const paragraph = code.trimStart().split('\n\n')[0] ?? ''
  return paragraph.split('\n').map(line => /^local (\w+) = (?:tonumber\()?(?:KEYS|ARGV)\[\d+\]\)?$/.exec(line)?.[1])
}
