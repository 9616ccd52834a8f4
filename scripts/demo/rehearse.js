const [BOLD, GREEN, RED, PLAIN] = process.stdout.isTTY && !process.env.NO_COLOR
  ? ['\x1b[1m', '\x1b[32m', '\x1b[31m', '\x1b[0m']
  : ['', '', '', '']

/**
 * Goes through what the gate promises, printing each request as a curl command and the answer it got.
 * Leaves no stream behind. Resolves to whether every answer was the promised one.
 */
export async function rehearse (gate) {
  const session = { 'X-Stream-Session': 'alice' }
  const tokens = []
  let asPromised = true

  title('Three streams for alice, and no fourth')
  for (let stream = 1; stream <= 3; stream++) {
    const { body } = await ask({ path: '/streams', headers: session, promised: { status: 200 } })
    tokens.push(body.token)
  }
  await ask({ path: '/streams', headers: session, promised: { status: 401, code: 2 } })

  title('The video comes with a token, and not without')
  await ask({ path: '/segment-00.m4s', headers: { 'X-Stream-Token': tokens[0] }, save: true, promised: { status: 200 } })
  await ask({ path: '/segment-00.m4s', promised: { status: 401, code: 4 } })

  title('Streams can be given back')
  for (const token of tokens) {
    await ask({ method: 'DELETE', path: '/streams', headers: { ...session, 'X-Stream-Token': token }, promised: { status: 204 } })
  }
  return asPromised

  async function ask ({ method = 'GET', path, headers = {}, save = false, promised }) {
    const res = await fetch(gate + path, { method, headers })
    const bytes = Buffer.from(await res.arrayBuffer())
    const type = res.headers.get('content-type') ?? ''
    const body = type.startsWith('application/json') ? JSON.parse(bytes) : {}
    const isPromised = res.status === promised.status && body.errors?.[0].code === promised.code
    if (!isPromised) asPromised = false

    console.log(`  $ ${asCurl({ method, headers, save, url: gate + path })}`)
    const shown = type.startsWith('application/json') ? String(bytes) : type && `${bytes.length} bytes of ${type}`
    console.log(`    ${res.ok ? GREEN : RED}${res.status}${PLAIN} ${shown}`.trimEnd())
    if (!isPromised) console.log(`    ${RED}promised was ${JSON.stringify(promised)}${PLAIN}`)
    return { body }
  }
}

function title (text) {
  console.log(`\n${BOLD}${text}${PLAIN}`)
}

function asCurl ({ method, headers, save, url }) {
  const options = Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}' `).join('')
  return `curl ${method === 'GET' ? '' : `-X ${method} `}${save ? '-O ' : ''}${options}${url}`
}
