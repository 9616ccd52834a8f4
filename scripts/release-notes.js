// Prints what the changelog says of the version that a tag names, once tag and project agree.
//
//   node scripts/release-notes.js v0.2.0
//
// Ends with 1 where they do not: nothing may be published then.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { notesOf } from './release/changelog.js'
import { findVersions } from './release/version-places.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const [tag, ...unknownArguments] = process.argv.slice(2)

try {
  console.log(readNotes())
} catch ({ message }) {
  console.error(message)
  process.exitCode = 1
}

function readNotes () {
  if (tag === undefined || unknownArguments.length > 0) throw new Error('usage: node scripts/release-notes.js vX.Y.Z')
  for (const { file, line, version } of findVersions(root)) {
    if (`v${version}` !== tag) throw new Error(`the tag is ${tag}, and ${file}:${line} says ${version}: run node scripts/set-version.js before tagging`)
  }
  const notes = notesOf(readFileSync(`${root}CHANGELOG.md`, 'utf8'), tag.slice(1))
  if (!notes) throw new Error(`CHANGELOG.md says nothing of ${tag.slice(1)}`)
  return notes
}
