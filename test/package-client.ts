import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { installPacked } from './fixtures/install-packed.js'

// npm takes its time on a busy machine.
t.setTimeout(300_000)

t.test('the packed client works when installed in an empty folder', async t => {
  const app = installPacked(t, 'client')
  t.match(app.run("console.log(Object.keys(await import('@streamgate/client')).join())"), { status: 0, stdout: 'StreamRefused,StreamUnreachable,openStream\n' })
  t.match(app.run("await import('@streamgate/client/src/gate.js')"), { status: 1, stderr: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })

  // As a page written in TypeScript sees it: one error, and that is the wrong one.
  writeFileSync(`${app.root}/page.ts`, `import { openStream, StreamRefused } from '@streamgate/client'
const stream = openStream({ gate: 'https://gate.example', session: 'viewer-1' })
await stream.start().catch((error: unknown) => { if (error instanceof StreamRefused) console.log(error.code) })
const token: string | undefined = stream.token
const wrong: number = stream.token
export { token, wrong }
`)
  const compile = app.node(resolve('node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--target', 'ES2022', '--module', 'NodeNext', '--lib', 'ES2022,DOM', '--skipLibCheck', 'page.ts')
  t.same(compile.stdout.trim().split('\n').filter(line => /^\S/.test(line)).map(line => line.split(': ')[0]), ['page.ts(5,7)'])
})
