// Gives the project a version, in all places that hold one, and the changelog a section of that name.
//
//   node scripts/set-version.js 0.2.0
//
// Nothing is committed: see docs/RELEASING.md for what comes before and after.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { release } from './release/changelog.js'
import { findVersions, VERSION, writeVersions } from './release/version-places.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const [version, ...unknownArguments] = process.argv.slice(2)

try {
  setVersion()
} catch ({ message }) {
  console.error(message)
  process.exitCode = 1
}

function setVersion () {
  if (version === undefined || unknownArguments.length > 0 || !VERSION.test(version)) throw new Error('usage: node scripts/set-version.js X.Y.Z, or X.Y.Z-rc.1')
  if (findVersions(root).every(place => place.version === version)) throw new Error(`the version is ${version} already`)
  const changelog = `${root}CHANGELOG.md`
  // The changelog first: it is what can refuse.
  writeFileSync(changelog, release(readFileSync(changelog, 'utf8'), { version, date: new Date().toISOString().slice(0, 10) }))
  const files = writeVersions(root, version)
  console.log(`${version} stands in ${['CHANGELOG.md', ...files].join(', ')}`)
}
