import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'

const text = readFileSync('CONTRIBUTING.md', 'utf8')

t.test('the tree shows every folder of src', t => {
  const tree = /^src\/\n([^]*?)^bin\//m.exec(text)?.[1] ?? ''
  const shown: string[] = []
  let room = ''
  for (const [, indent = '', name = ''] of tree.matchAll(/^( +)([a-z0-9]+)\/ /gm)) {
    if (indent.length === 2) room = name
    shown.push(indent.length === 2 ? name : `${room}/${name}`)
  }
  const folders = readdirSync('src', { recursive: true, withFileTypes: true }).filter(entry => entry.isDirectory())
    .map(entry => `${entry.parentPath}/${entry.name}`.replace(/^src\//, ''))
  t.same(shown.sort(), folders.sort())
  t.end()
})

t.test('every path it mentions exists', t => {
  const paths = [...text.matchAll(/`((?:src|test|docs)\/[^`]+)`/g)].map(([, path = '']) => path)
  t.ok(paths.length > 15)
  for (const path of paths) t.ok(existsSync(path), path)
  t.end()
})
