import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import t from 'tap'

const dockerfile = readFileSync('Dockerfile', 'utf8')
const listenOn = readFileSync('.dockerignore', 'utf8').split('\n').filter(line => line.startsWith('!')).map(line => line.slice(1))
const isLetIn = (path: string): boolean => listenOn.some(name => path === name || path.startsWith(`${name}/`))

t.test('the image label has the version of package.json', async t => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  t.equal(/^ARG VERSION=(.+)$/m.exec(dockerfile)?.[1], version)
})

t.test('every path that .dockerignore includes exists', async t => {
  t.ok(listenOn.length > 0)
  for (const path of listenOn) t.ok(existsSync(path), path)
})

t.test('.dockerignore includes everything that the Dockerfile copies', async t => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) => String(sources).split(' '))
  t.ok(copied.length > 5)
  // Of examples a part is.
  for (const path of copied) t.ok(isLetIn(path) || listenOn.some(name => name.startsWith(`${path}/`)), path)
})

t.test('the image contains everything that the origin imports', async t => {
  const seen = new Set<string>()
  const visit = (path: string): void => {
    if (seen.has(path)) return
    seen.add(path)
    t.ok(isLetIn(path), path)
    for (const [, name] of readFileSync(path, 'utf8').matchAll(/from '(\.[^']+)'/g)) visit(relative('.', join(dirname(path), String(name))))
  }
  visit('examples/origin.js')
  t.ok(seen.size > 1)
})
