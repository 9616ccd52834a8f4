// The changelog as the release scripts read and write it: one `## ` heading a version, the newest first.
const UNRELEASED = '## Unreleased\n'

/** What the changelog says of a version, without the heading; undefined when it knows none such. */
export function notesOf (changelog, version) {
  const section = changelog.split(/^## /m).slice(1).find(text => text.split(/\s/, 1)[0] === version)
  return section?.slice(section.indexOf('\n') + 1).trim()
}

/**
 * Gives what is unreleased its version, and opens a new, empty section above it.
 *
 * @param {{ version: string, date: string }} release its number, and its day as YYYY-MM-DD
 * @throws when nothing is unreleased, or the version is there already
 */
export function release (changelog, { version, date }) {
  if (!notesOf(changelog, 'Unreleased')) throw new Error('CHANGELOG.md says nothing under Unreleased: write what changed for those who operate streamgate')
  if (notesOf(changelog, version) !== undefined) throw new Error(`CHANGELOG.md has a section ${version} already`)
  return changelog.replace(UNRELEASED, `${UNRELEASED}\n## ${version} (${date})\n`)
}
