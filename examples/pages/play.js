// One stream in one player: play.html?player=hls|shaka|dash|video|native&transport=header|path|cookie|query
// [&session=alice][&source=/main.m3u8]. Each player has its own function below.
import { openStream } from './client/index.js'

const place = await (await fetch('place.json')).json()
const asked = new URLSearchParams(window.location.search)
const player = asked.get('player') ?? 'hls'
const session = asked.get('session') ?? 'alice'
const transport = asked.get('transport') ?? 'header'
// A gate that listens on all addresses has the host of the page.
const gate = place.gate.replace(/\/\/(?:0\.0\.0\.0|\[::\])(?=:)/, `//${window.location.hostname}`)
const video = document.querySelector('#video')
const [screen, say] = ['.screen', '.say'].map(selector => document.querySelector(selector))

const stream = openStream({ gate, session, transport })
stream.addEventListener('ended', ({ detail }) => { stop('ended', detail) })
stream.addEventListener('refused', ({ detail }) => { stop('refused', detail) })
// Also after a sleep or a return to the page: then with another token, which can be in the URL.
stream.addEventListener('started', () => { play() })
let leave = () => {}
let lastHls
document.querySelector('#title').textContent = `${player}, ${transport}`
// For use in the browser's console.
Object.assign(window, { stream, video })
await stream.start().catch(sayUnlessSaid)

async function play () {
  leave()
  show('live')
  try {
    const end = await { hls, shaka, dash, video: videojs, native }[player](stream.url(asked.get('source') ?? sourceOf(player)))
    if (stream.state !== 'live') return end()
    leave = end
    await video.play()
  } catch (error) {
    sayUnlessSaid(error)
  }
}

/** Refusals are reported as events, and the abort of a player by its page has a code, too. */
function sayUnlessSaid (error) {
  if (error.code === undefined) stop('refused', error)
}

function sourceOf (player) {
  return player === 'shaka' || player === 'dash' ? '/dash/main.mpd' : place.source
}

/** Stops page and player at the first report that the stream has ended. */
function stop (state, why) {
  leave()
  leave = () => {}
  video.pause()
  stream.release()
  show(state, why)
}

function show (state, { code, message } = {}) {
  screen.dataset.state = state
  say.textContent = [message, code === undefined ? undefined : `code ${code}`].filter(Boolean).join(' · ')
}

/** Fetches the reason of a refusal from the gate, for players that do not report it. The next renewal reports it, too, but later. */
async function refused (url) {
  if (stream.state !== 'live') return
  const answer = await fetch(url, { headers: stream.headers(url), credentials: stream.credentials })
  if (answer.ok) return
  const { errors: [why] } = await answer.json()
  stop('ended', why)
}

async function hls (url) {
  const { default: Hls } = await import('./lib/hls.mjs')
  // Its picture stayed until now.
  lastHls?.destroy()
  const hls = lastHls = new Hls({
    maxBufferLength: 6,
    xhrSetup: (xhr, url) => {
      xhr.withCredentials = stream.credentials === 'include'
      for (const [name, value] of Object.entries(stream.headers(url))) xhr.setRequestHeader(name, value)
    }
  })
  hls.on(Hls.Events.ERROR, (_, { response, frag, url }) => { if (response?.code === 401) refused(frag?.url ?? url) })
  hls.loadSource(url)
  hls.attachMedia(video)
  return () => { hls.stopLoad() }
}

async function shaka (url) {
  const { shaka } = await load('lib/shaka.js')
  shaka.polyfill.installAll()
  const player = new shaka.Player()
  await player.attach(video)
  player.configure({ streaming: { bufferingGoal: 6 } })
  player.getNetworkingEngine().registerRequestFilter((_, request) => {
    request.allowCrossSiteCredentials = stream.credentials === 'include'
    Object.assign(request.headers, stream.headers(request.uris[0]))
  })
  player.addEventListener('error', ({ detail }) => { if (detail.code === 1001 && detail.data[1] === 401) refused(detail.data[0]) })
  await player.load(url)
  // Left alone, it would ask for a live stream twice a second, for ever.
  return () => { player.destroy() }
}

async function dash (url) {
  const { dashjs } = await load('lib/dash.js')
  const player = dashjs.MediaPlayer().create()
  player.addRequestInterceptor(async request => {
    Object.assign(request.headers ??= {}, stream.headers(request.url))
    if (stream.credentials === 'include') request.credentials = 'include'
    return request
  })
  player.updateSettings({ streaming: { buffer: { bufferTimeDefault: 6, bufferTimeAtTopQuality: 6 } } })
  player.on(dashjs.MediaPlayer.events.ERROR, ({ error }) => { if (error?.data?.response?.status === 401) refused(error.data.request?.url ?? url) })
  player.initialize(video, url, true)
  return () => { player.destroy() }
}

async function videojs (url) {
  document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'lib/video.css' }))
  video.className = 'video-js vjs-fill'
  const { videojs } = await load('lib/video.js')
  const player = videojs(video, { html5: { vhs: { overrideNative: true, withCredentials: stream.credentials === 'include' } } })
  player.on('xhr-hooks-ready', () => {
    player.tech().vhs.xhr.onRequest(options => {
      options.headers = { ...options.headers, ...stream.headers(options.uri) }
      options.withCredentials = stream.credentials === 'include'
      return options
    })
    player.tech().vhs.xhr.onResponse((_, error, response) => { if (response?.statusCode === 401) refused(response.url) })
  })
  player.src({ src: url, type: 'application/x-mpegURL' })
  // Left alone or paused, it would ask for a live stream once a second, for ever; a reset waits until there is
  // something to play, unless it is paused.
  return () => {
    player.pause()
    player.reset()
  }
}

async function native (url) {
  // No headers, no hooks and no status: only the stream's events are available.
  video.src = url
  return () => { video.pause() }
}

/** Loads a script of the older kind, which leaves its name with the window. */
async function load (src) {
  await new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement('script'), { src, onload: resolve, onerror: reject }))
  })
  return window
}
