// Acts as a viewer of the release: exits with 0 if the gate decides and enforces.
const { GATE, HEALTH_PATH, STREAMS_PATH } = process.env
const session = { 'X-Stream-Session': `helm-test-${process.pid}-${Date.now()}` }
// A path that no upstream has: the gate refuses it, or the upstream responds to it.
const video = `${GATE}/streamgate-helm-test.m3u8`

await expect('it is healthy', GATE + HEALTH_PATH, {}, status => status === 200)
await expect('video without a token is refused', video, {}, status => status === 401 || status === 403)
const response = await expect('a viewer gets a stream', GATE + STREAMS_PATH, session, status => status === 200)
const { token } = await response.json()
await expect('the token passes the gate', video, { 'X-Stream-Token': token }, status => status !== 401 && status !== 403)
await expect('the stream is released', GATE + STREAMS_PATH, { ...session, 'X-Stream-Token': token }, status => status === 204, 'DELETE')
await expect('its token is refused afterwards', video, { 'X-Stream-Token': token }, status => status === 401 || status === 403)

async function expect (what, url, headers, isRight, method = 'GET') {
  const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(10_000) })
  console.log(`${isRight(response.status) ? 'yes' : 'NO '} ${what} (${response.status})`)
  if (!isRight(response.status)) process.exit(1)
  return response
}
