const [BOLD, GREEN, RED, PLAIN] = process.stdout.isTTY && !process.env.NO_COLOR
  ? ['\x1b[1m', '\x1b[32m', '\x1b[31m', '\x1b[0m']
  : ['', '', '', '']

/**
 * Demonstrates the gate, printing each request as a curl command and its response. Leaves no stream behind. Resolves to
 * whether every response was the expected one.
 */
export async function rehearse (gate) {
  const session = { 'X-Stream-Session': 'alice' }
  const tokens = []
  let allExpected = true

  title('alice gets three streams, and no fourth')
  for (let stream = 1; stream <= 3; stream++) {
    const { body } = await ask({ path: '/streams', headers: session, expected: { status: 200 } })
    tokens.push(body.token)
  }
  await ask({ path: '/streams', headers: session, expected: { status: 401, code: 2 } })

  title('Video needs a token')
  await ask({ path: '/segment-00.m4s', headers: { 'X-Stream-Token': tokens[0] }, save: true, expected: { status: 200 } })
  await ask({ path: '/segment-00.m4s', expected: { status: 401, code: 4 } })

  title('Streams can be released')
  for (const token of tokens) {
    await ask({ method: 'DELETE', path: '/streams', headers: { ...session, 'X-Stream-Token': token }, expected: { status: 204 } })
  }
  return allExpected

  async function ask ({ method = 'GET', path, headers = {}, save = false, expected }) {
    const res = await fetch(gate + path, { method, headers })
    const bytes = Buffer.from(await res.arrayBuffer())
    const type = res.headers.get('content-type') ?? ''
    const body = type.startsWith('application/json') ? JSON.parse(bytes) : {}
    const isExpected = res.status === expected.status && body.errors?.[0].code === expected.code
    if (!isExpected) allExpected = false

    console.log(`  $ ${asCurl({ method, headers, save, url: gate + path })}`)
    const shown = type.startsWith('application/json') ? String(bytes) : type && `${bytes.length} bytes of ${type}`
    console.log(`    ${res.ok ? GREEN : RED}${res.status}${PLAIN} ${shown}`.trimEnd())
    if (!isExpected) console.log(`    ${RED}expected ${JSON.stringify(expected)}${PLAIN}`)
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
