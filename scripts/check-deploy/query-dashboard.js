// Runs all queries of the dashboard and the rules on a real Prometheus, which scrapes two real gates under load. Exits 1 if a result
// is empty or not a number. Needs prometheus, redis-server and openssl on PATH, and a built program.
//
//   node scripts/check-deploy/query-dashboard.js
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { createServer as createNetServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const RULES = join(ROOT, 'k8s/chart/files/rules.yaml')
const DASHBOARD = join(ROOT, 'k8s/chart/files/dashboard.json')
const VIEWERS = 4
const LOAD_MS = 12_000
const DEADLINE_MS = 20_000

const folder = mkdtempSync(join(tmpdir(), 'query-dashboard-'))
const cleanups = []
/** The tokens of each viewer. */
const tokensOf = new Map()
try {
  process.exitCode = await check()
} finally {
  for (const cleanUp of cleanups.reverse()) await cleanUp()
  rmSync(folder, { recursive: true, force: true })
}

async function check () {
  const redisPort = await freePort()
  await start('redis-server', ['--port', redisPort, '--bind', '127.0.0.1', '--dir', folder, '--save', ''], /ready to accept/i)
  const certificate = makeCertificate()
  const upstream = await serveVideo(certificate)
  const gates = await Promise.all([0, 1].map(async () => await startGate({ upstream, caFile: certificate.file, redis: `redis://127.0.0.1:${redisPort}` })))
  const prometheus = await startPrometheus(gates.map(({ admin }) => admin))
  const query = openQuery(prometheus)
  await playFor(LOAD_MS, gates.map(({ url }) => url))
  const substitute = substituter(gates.map(({ admin }) => admin))

  const queries = [...panelQueries(substitute), ...await ruleQueries(prometheus)]
  // The latest scrape, and the recording rules that use it, can lag behind.
  const endsAtMs = performance.now() + DEADLINE_MS
  let failing = queries
  while (failing.length > 0 && performance.now() < endsAtMs) {
    const results = await Promise.all(failing.map(async row => ({ ...row, problem: problemOf(await query(row.expr)) })))
    failing = results.filter(({ problem }) => problem !== undefined)
    // An expression that Prometheus cannot parse fails every time.
    if (failing.length === 0 || failing.some(({ problem }) => problem.startsWith('error'))) break
    await playFor(1000, gates.map(({ url }) => url))
  }
  for (const { of, expr, problem } of failing) console.error(`${of}: ${problem}\n  ${expr}`)
  const wrong = await compare(query, substitute)
  for (const line of wrong) console.error(line)
  console.log(`${queries.length - failing.length} of ${queries.length} queries of dashboard and rules return numbers`)
  return failing.length + wrong.length === 0 ? 0 : 1
}

/** Compares panels with values that follow from the load. */
async function compare (query, substitute) {
  const expected = { 'Streams now': VIEWERS * 3, Gates: 2, Redis: 1 }
  const { panels } = readDashboard()
  const wrong = []
  for (const [title, value] of Object.entries(expected)) {
    const { data } = await query(substitute(panels.find(panel => panel.title === title).targets[0].expr))
    const shown = Number(data?.result[0]?.value[1])
    if (shown !== value) wrong.push(`${title}: ${shown} instead of ${value}`)
  }
  return wrong
}

function problemOf ({ status, error, data }) {
  if (status !== 'success') return `error: ${error}`
  if (data.result.length === 0) return 'no data'
  return data.result.some(({ value }) => Number.isFinite(Number(value[1]))) ? undefined : 'no number'
}

function readDashboard () {
  return JSON.parse(readFileSync(DASHBOARD, 'utf8'))
}

function panelQueries (substitute) {
  const { panels, annotations } = readDashboard()
  return [
    ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ of: `panel ${title}`, expr: substitute(expr) }))),
    // No alert fires here, so this only checks that Prometheus can parse the expression.
    ...annotations.list.map(({ name, expr }) => ({ of: `annotation ${name}`, expr: `count(${substitute(expr)}) or vector(0)` }))
  ]
}

/** Replaces the variables of the dashboard, as Grafana does. */
function substituter (instances) {
  const values = { namespace: '.*', job: 'streamgate', instance: instances.join('|'), __rate_interval: '10s' }
  return expr => expr.replace(/\$(\w+)/g, (_, name) => values[name] ?? fail(`$${name} is not a variable of the dashboard`))
}

/**
 * The expressions of all rules. An alert selects only series with a problem, and here there is none. So each comparison returns
 * 0 or 1, each `unless` becomes `and`, and offsets are removed. The result must have data.
 */
async function ruleQueries (prometheus) {
  const { data } = await fetchJson(`${prometheus}/api/v1/rules`)
  return data.groups.flatMap(({ rules }) => rules.map(({ name, type, query }) => ({
    of: type === 'alerting' ? `alert ${name}` : `rule ${name}`,
    expr: type === 'alerting'
      ? query.replace(/ (==|!=|>=|<=|>|<) /g, ' $1 bool ').replace(/ unless /g, ' and ').replace(/ offset \w+/g, '')
      : query
  })))
}

function openQuery (prometheus) {
  return async expr => await fetchJson(`${prometheus}/api/v1/query?${new URLSearchParams({ query: expr })}`)
}

/** Viewers who acquire, are refused, renew, watch through both gates, release, and get an incomplete response of the upstream. */
async function playFor (ms, urls) {
  const endsAtMs = performance.now() + ms
  const players = Array.from({ length: VIEWERS }, async (_, index) => {
    const session = `viewer ${index}`
    const tokens = tokensOf.get(session) ?? tokensOf.set(session, []).get(session)
    do {
      const [url, other] = index % 2 === 0 ? urls : urls.toReversed()
      while (tokens.length < 3) tokens.push((await call(`${url}/streams`, { session })).token)
      await call(`${url}/streams`, { session }) // above the limit
      for (const token of tokens) {
        await call(`${url}/streams`, { session, token })
        for (const gate of [url, other]) await call(`${gate}/segment`, { token })
      }
      await call(`${url}/broken`, { token: tokens[0] })
      await call(`${url}/segment`, {})
      await call(`${url}/segment`, { token: crypto.randomUUID() })
      await call(`${url}/streams`, { session, token: crypto.randomUUID() })
      await call(`${url}/streams`, { session, token: tokens[0], method: 'DELETE' })
      tokens[0] = (await call(`${url}/streams`, { session })).token
      await wait(100)
    } while (performance.now() < endsAtMs)
  })
  await Promise.all(players)
}

async function call (url, { session, token, method = 'GET' }) {
  const headers = { ...(session && { 'X-Stream-Session': session }), ...(token && { 'X-Stream-Token': token }) }
  const response = await fetch(url, { method, headers })
  const text = await response.text()
  return text.startsWith('{') ? JSON.parse(text) : {}
}

/** Serves over TLS, so that the gates expose the metric of certificates. */
async function serveVideo (certificate) {
  const server = createServer(certificate, (request, response) => {
    if (request.url === '/broken') request.socket.destroy()
    else response.end(Buffer.alloc(65_536))
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(async () => { server.close(); server.closeAllConnections() })
  return `https://127.0.0.1:${server.address().port}`
}

function makeCertificate () {
  const [keyFile, file] = ['key.pem', 'cert.pem'].map(name => join(folder, name))
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '60',
    '-subj', '/CN=upstream', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', keyFile, '-out', file
  ], { stdio: 'pipe' })
  return { file, key: readFileSync(keyFile), cert: readFileSync(file) }
}

async function startGate ({ upstream, caFile, redis }) {
  const line = await start(process.execPath, [join(ROOT, 'bin/streamgate.js'), 'serve', '--host', '127.0.0.1', '--port', '0', '--admin-port', '0', '--upstream', upstream, '--upstream-ca-file', caFile, '--redis-url', redis, '--log-level', 'info'], /"listening"/)
  const { public: { port }, admin } = JSON.parse(line)
  return { url: `http://127.0.0.1:${port}`, admin: `127.0.0.1:${admin.port}` }
}

async function startPrometheus (targets) {
  const config = join(folder, 'prometheus.json')
  // JSON is valid YAML. There is no namespace, as outside Kubernetes.
  writeFileSync(config, JSON.stringify({
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [RULES],
    scrape_configs: [{ job_name: 'streamgate', static_configs: [{ targets }] }]
  }))
  const at = `127.0.0.1:${await freePort()}`
  await start('prometheus', [`--config.file=${config}`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=${at}`], /ready to receive web requests/)
  return `http://${at}`
}

/** Starts a program and resolves to the line that reports that it is ready. The cleanup ends the program. */
async function start (program, args, isReady) {
  const child = spawn(program, args.map(String), { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] })
  const gone = new Promise(resolve => { child.once('close', resolve).once('error', resolve) })
  cleanups.push(async () => { child.kill('SIGKILL'); await gone })
  const output = []
  return await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', line => {
        output.push(line)
        if (isReady.test(line)) resolve(line)
      })
    }
    gone.then(how => { reject(new Error(`${program} ended (${how}):\n${output.join('\n')}`)) })
  })
}

async function freePort () {
  const server = createNetServer()
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise(resolve => server.close(resolve))
  return port
}

async function fetchJson (url) {
  return await (await fetch(url)).json()
}

function fail (message) {
  throw new Error(message)
}
