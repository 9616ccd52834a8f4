// Finds and writes the version wherever it stands. package.json is the truth; the program reads it there itself.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NUMBER = String.raw`\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)\.\d+)?`
/** What a release may be called: what npm, Helm and the tags of images all allow, and no more kinds than there are. */
export const VERSION = new RegExp(`^${NUMBER}$`)

/** `in` tests paths from the root, `at` matches the version itself, and in all of a place it is found `least` times. */
const PLACES = [
  { in: /^(?:client\/)?package\.json$/, at: /(?<=^ {2}"version": ")[^"]*/gm, least: 2 },
  { in: /^package-lock\.json$/, at: /(?<="name": "streamgate",\n +"version": ")[^"]*/g, least: 2 },
  { in: /^Dockerfile$/, at: /(?<=^ARG VERSION=).*/gm, least: 1 },
  { in: /^k8s\/(?:.*\/)?Chart\.yaml$/, at: /(?<=^(?:version|appVersion): ["']?)[^"'\s]+/gm, least: 2 },
  { in: /(?:^|\/)kustomization\.ya?ml$/, at: /(?<=\bname: (?:\S*\/)?streamgate[,\s]+(?:newName: [^\s,}]+[,\s]+)?newTag: ["']?)[^"'\s,}]+/g, least: 0 },
  { in: /^(?!CHANGELOG|.*\/(?:adr|tests?)\/).*\.(?:md|ya?ml|json|tf|tfvars\.example|sh|tpl|txt)$/, at: new RegExp(`(?<=\\bstreamgate[:@-]v?)${NUMBER}`, 'g'), least: 0 }
]

/**
 * @param {string} root folder of the project
 * @returns {{ file: string, line: number, version: string }[]}
 * @throws where a place has lost its version
 */
export function findVersions (root) {
  const files = listFiles(root)
  return PLACES.flatMap(place => {
    const found = files.filter(file => place.in.test(file)).flatMap(file => {
      const text = readFileSync(join(root, file), 'utf8')
      return [...text.matchAll(place.at)].map(({ 0: version, index }) => ({ file, line: text.slice(0, index).split('\n').length, version }))
    })
    if (found.length < place.least) throw new Error(`${place.in} holds ${found.length} versions and should hold ${place.least} or more: see scripts/release/version-places.js`)
    return found
  })
}

/** Writes `version` wherever one stands, and returns the files. */
export function writeVersions (root, version) {
  const files = [...new Set(findVersions(root).map(({ file }) => file))]
  for (const file of files) {
    const path = join(root, file)
    const patterns = PLACES.filter(place => place.in.test(file)).map(({ at }) => at)
    writeFileSync(path, patterns.reduce((text, at) => text.replace(at, version), readFileSync(path, 'utf8')))
  }
  return files
}

/** What is written by hand, from the root: nothing installed, built, or of another program. */
function listFiles (root, folder = '') {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isFile()) return path
    if (!entry.isDirectory() || ['node_modules', 'dist'].includes(entry.name) || /^\.(?!github$)/.test(entry.name)) return []
    return listFiles(root, path)
  })
}
