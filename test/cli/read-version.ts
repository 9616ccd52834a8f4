import { readFileSync } from 'node:fs'
import t from 'tap'
import { readVersion } from '../../src/cli/read-version.js'

t.test('the version is that of package.json', async t => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  t.equal(readVersion(path => readFileSync(path, 'utf8')), version)
})

t.test('a package.json without a version is an error', async t => {
  t.throws(() => readVersion(() => '{}'), /no version/)
})
