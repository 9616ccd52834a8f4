import t from 'tap'
import { pathToFileURL } from 'node:url'
import { testsOfFiles } from './tests-of-files.js'

/** Runs test files in this process, one after the other; each is a subtest, and has a `t` of its own. */
export function runTogether (paths) {
  t.setTimeout(0)
  for (const path of paths) {
    const url = `${pathToFileURL(path)}?together`
    t.test(path, { timeout: 120_000 }, async t => {
      testsOfFiles.set(url, t)
      await import(url)
    })
  }
}
