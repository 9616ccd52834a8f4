import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { runProcess } from '../fixtures/run-process.js'

t.test('writes the documents, and reports which one on disk is stale and where', async t => {
  const root = t.testdir({ docs: {}, scripts: {} })
  cpSync('scripts/write-docs.js', `${root}/scripts/write-docs.js`)
  symlinkSync(resolve('dist'), `${root}/dist`)
  const run = (...args: string[]): { status: number | null, stderr: string } =>
    runProcess(process.execPath, [`${root}/scripts/write-docs.js`, ...args])
  const document = `${root}/docs/CONFIGURATION.md`

  t.match(run('--check'), { status: 1, stderr: /^docs\/CONFIGURATION\.md is stale: run `npm run docs`\n@@ line 1 @@\n-\n\+# Configuration$/m })
  t.match(run(), { status: 0, stderr: '' })
  t.match(run('--check'), { status: 0, stderr: '' })

  const text = readFileSync(document, 'utf8')
  writeFileSync(document, text.replace('## Listening', '## Subscription'))
  t.match(run('--check'), { status: 1, stderr: /^@@ line \d+ @@\n-## Subscription\n\+## Listening$/m })
  writeFileSync(document, `${text}more`)
  t.match(run('--check'), { status: 1, stderr: /^@@ line \d+ @@\n-more\n\+$/m })
  t.match(run('--chek'), { status: 1, stderr: /expected nothing or --check, got --chek/ })
})
