import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { findVersions } from '../scripts/release/version-places.js'
import { runProcess } from './fixtures/run-process.js'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

t.test('all files have the same version', async t => {
  const places = findVersions('.')
  const files = places.map(({ file }) => file)
  for (const file of ['package.json', 'package-lock.json', 'client/package.json', 'Dockerfile', 'k8s/chart/Chart.yaml']) t.ok(files.includes(file), file)
  for (const place of places) t.equal(place.version, version, `${place.file}:${place.line}`)
})

t.test('set-version.js writes the version to all files and the changelog, and release-notes.js reads it', async t => {
  const { root, run, read } = copyProject(t)

  t.match(run('release-notes.js', 'v9.8.7-rc.1'), { status: 1, stdout: '', stderr: /^the tag is v9\.8\.7-rc\.1, and \S*package\.json:3 says / })
  t.match(run('set-version.js', '9.8.7-rc.1'), { status: 0, stderr: '' })
  const found = findVersions(root)
  t.ok(found.length >= 10)
  for (const place of found) t.equal(place.version, '9.8.7-rc.1', `${place.file}:${place.line}`)
  t.match(read('k8s/overlays/production/kustomization.yaml'), '    newTag: "9.8.7-rc.1"\n  - name: redis\n    newTag: "8.0.0"\n')
  t.match(read('k8s/overlays/staging/kustomization.yaml'), 'newTag: 9.8.7-rc.1 }, { name: redis, newTag: 8.0.0 }')
  t.match(read('docs/guide.md'), 'registry.example/streamgate:9.8.7-rc.1, streamgate@9.8.7-rc.1, streamgate-9.8.7-rc.1.tgz, redis:8.0.0')
  t.match(read('docs/adr/0001.md'), 'streamgate:0.0.1')
  t.match(read('CHANGELOG.md'), /^## Unreleased\n\n## 9\.8\.7-rc\.1 \(\d{4}-\d\d-\d\d\)\n\n- New\.\n\n## 0\.0\.1\n/m)
  t.same(run('release-notes.js', 'v9.8.7-rc.1'), { status: 0, stdout: '- New.\n', stderr: '' })

  t.match(run('set-version.js', '9.8.7-rc.1'), { status: 1, stderr: /already/ })
  t.match(run('set-version.js', '9.9.0'), { status: 1, stderr: /nothing under Unreleased/ }, 'there is nothing to release')
  t.match(run('set-version.js', '0.0.1'), { status: 1, stderr: /nothing under Unreleased/ })
})

t.test('set-version.js rejects invalid and released versions and files without one, and writes nothing', async t => {
  const { run, read, root } = copyProject(t)
  for (const args of [[], ['v1.2.3'], ['1.2'], ['1.2.3+build'], ['1.2.3-SNAPSHOT'], ['1.2.3', '1.2.4'], ['1.2.3 ']]) {
    t.match(run('set-version.js', ...args), { status: 1, stderr: /^usage/ }, args.join(' '))
  }
  t.match(run('set-version.js', '0.0.1'), { status: 1, stderr: /section 0\.0\.1 already/ })
  t.match(run('release-notes.js'), { status: 1, stderr: /^usage/ })
  t.match(run('release-notes.js', `v${version}`), { status: 1, stderr: /kustomization\.yaml:4 says 0\.0\.1/ })
  writeFileSync(`${root}/Dockerfile`, 'FROM scratch\n')
  t.match(run('set-version.js', '1.2.3'), { status: 1, stderr: /Dockerfile.* holds 0 versions and should hold 1/ })
  t.match(read('CHANGELOG.md'), '## Unreleased\n\n- New.\n\n## 0.0.1\n')
  t.equal(JSON.parse(read('package.json')).version, version)
})

t.test('a version without a changelog section cannot be released', async t => {
  const { run, root } = copyProject(t)
  run('set-version.js', '1.2.3')
  writeFileSync(`${root}/CHANGELOG.md`, '## Unreleased\n\n## 1.2.30\n\n- Another.\n\n## 1.2.3\n')
  t.match(run('release-notes.js', 'v1.2.3'), { status: 1, stdout: '', stderr: 'CHANGELOG.md says nothing of 1.2.3\n' })
})

interface Ran { readonly status: number | null, readonly stdout: string, readonly stderr: string }

/** A copy of all that holds the version, and of more that could. */
function copyProject (t: Test): { root: string, run: (script: string, ...args: string[]) => Ran, read: (file: string) => string } {
  const root = t.testdir({
    'CHANGELOG.md': '# Changelog\n\n## Unreleased\n\n- New.\n\n## 0.0.1\n\n- Old: streamgate:0.0.1.\n',
    docs: { 'guide.md': 'registry.example/streamgate:0.0.1, streamgate@0.0.1, streamgate-0.0.1.tgz, redis:8.0.0\n', adr: { '0001.md': 'streamgate:0.0.1\n' } },
    k8s: { overlays: { production: { 'kustomization.yaml': 'images:\n  - name: streamgate\n    newName: registry.example/streamgate\n    newTag: "0.0.1"\n  - name: redis\n    newTag: "8.0.0"\n' }, staging: { 'kustomization.yaml': 'images: [{ name: streamgate, newName: registry.example/streamgate, newTag: 0.0.1 }, { name: redis, newTag: 8.0.0 }]\n' } } }
  })
  for (const path of ['package.json', 'package-lock.json', 'client/package.json', 'Dockerfile', 'k8s/chart/Chart.yaml', 'scripts/set-version.js', 'scripts/release-notes.js', 'scripts/release']) {
    cpSync(path, `${root}/${path}`, { recursive: true })
  }
  return {
    root,
    read: file => readFileSync(`${root}/${file}`, 'utf8'),
    run: (script, ...args) => {
      const { status, stdout, stderr } = runProcess(process.execPath, [`${root}/scripts/${script}`, ...args], { env: { PATH: process.env['PATH'] } })
      return { status, stdout, stderr }
    }
  }
}
