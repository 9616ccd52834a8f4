import { readFileSync } from 'node:fs'
import t from 'tap'
import { readText } from '../../../src/config/types/read-text.js'

const readFile = (path: string): string => readFileSync(path, 'utf8')

t.test('reads a file, or gives the reason why it cannot be read', async t => {
  const dir = t.testdir({ file: 'text\n' })
  t.same(readText(`${dir}/file`, readFile), { value: 'text\n' })
  t.same(readText(`${dir}/none`, readFile), { why: 'the file cannot be read (ENOENT)' })
  t.same(readText(dir, readFile), { why: 'the file cannot be read (EISDIR)' })
  t.same(readText(`${dir}\0`, readFile), { why: 'the file cannot be read (ERR_INVALID_ARG_VALUE)' })
})

t.test('any thrown value becomes a reason', async t => {
  t.same(readText('x', () => { throw new Error('no disk') }), { why: 'the file cannot be read (Error: no disk)' })
})
