import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { readYaml } from './fixtures/read-yaml.js'

const compose = readFileSync('docker-compose.yml', 'utf8')
const read = (name: string): string => readFileSync(`examples/compose/${name}`, 'utf8')
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => String(found))

t.test('every mounted and built path exists', async t => {
  const paths = [...all(compose, /^ +- \.\/([^:]+):\//gm), ...all(compose, /^ +build: (\S+)$/gm)]
  t.ok(paths.length > 4)
  for (const path of paths) t.ok(existsSync(path), path)
})

t.test('only the viewers\' port is published beyond this machine', async t => {
  const ports = all(compose, /"((?:[\d.]+:)?\$\{\w+:-\d+\}:\d+)"/g)
  t.ok(ports.length > 4)
  const elsewhere = ports.filter(port => !port.startsWith('127.0.0.1:'))
  t.equal(elsewhere.length, 1)
  t.match(elsewhere[0], /\{PORT:-3000\}:3000$/)
})

t.test('the load balancer routes to all gates, and Prometheus scrapes each', async t => {
  const gates = all(compose, /^ {2}(gate-\d+):$/gm)
  t.equal(gates.length, 2)
  t.same(all(read('balancer/haproxy.cfg'), /^ +server (gate-\d+) /gm), gates)
  t.same(all(read('prometheus.yaml'), /(gate-\d+):3001/g), gates)
})

t.test('gates trust only the network that they share with the load balancer', async t => {
  const [subnet] = all(compose, /- subnet: (\S+)/g)
  t.ok(subnet)
  t.same(all(compose, /TRUSTED_PROXIES: (\S+)/g), [subnet])
})

t.test('Grafana reads the dashboard from its mounted folder', async t => {
  const [path] = all(read('grafana/dashboards/streamgate.yaml'), /path: (\S+)/g)
  t.ok(path)
  t.match(compose, `dashboard.json:${path}/streamgate.json:ro`)
})

t.test('all gates, and only they, run the mounted read-only build instead of the image\'s', async t => {
  const [{ services }] = readYaml('examples/compose/dev.yaml') as [Record<string, any>]
  t.same(Object.keys(services), all(compose, /^ {2}(gate-\d+):$/gm))
  for (const [name, gate] of Object.entries<any>(services)) t.same(gate.volumes, ['./dist:/app/dist:ro'], name)
  t.match(readFileSync('Dockerfile', 'utf8'), /mv .* dist .* \/app\b/)
  t.ok(existsSync('dist/cli/main.js'))
})
