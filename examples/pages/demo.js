// Four screens of one viewer. The slots show the last response of the gate.
import { openStream } from './client/index.js'
import { playHls, transport } from './play-hls.js'

const { gate: anywhere, source } = await (await fetch('place.json')).json()
// A gate that listens on all addresses, for example for a phone in the same network, has the host of the page.
const gate = anywhere.replace(/\/\/(?:0\.0\.0\.0|\[::\])(?=:)/, `//${window.location.hostname}`)
const session = new URLSearchParams(window.location.search).get('session') ?? 'alice'
const SCREENS = ['TV', 'Laptop', 'Tablet', 'Phone']

const find = selector => document.querySelector(selector)
find('#session').textContent = session
find('#curl').textContent = `curl -i -H 'X-Stream-Session: ${session}' ${gate}/streams`
showSlots({ active: 0, limit: 3 })
for (const name of SCREENS) find('#screens').append(screen(name))

/** One screen: a stream, its player and their state. */
function screen (name) {
  const element = find('#screen').content.firstElementChild.cloneNode(true)
  const [video, say, toggle, end] = ['video', '.say', '.toggle', '.end'].map(selector => element.querySelector(selector))
  element.querySelector('h2').textContent = name
  element.setAttribute('aria-label', name)
  video.setAttribute('aria-label', `picture of ${name}`)
  label(end, 'Cut off')
  let player
  let busy = false

  const stream = openStream({ gate, session, transport })
  stream.addEventListener('started', ({ detail }) => {
    showSlots(detail)
    player?.end()
    player = playHls({ video, stream, source, onRefused: ended })
    show('live')
  })
  stream.addEventListener('renewed', ({ detail }) => { showSlots(detail) })
  stream.addEventListener('refused', ({ detail }) => {
    clear()
    show('refused', detail.code === 2 ? 'No fourth stream' : 'Refused', detail)
    if (detail.code === 2) showSlots({})
  })
  stream.addEventListener('ended', ({ detail }) => { ended(detail) })

  toggle.addEventListener('click', async () => {
    // The button is not disabled: a disabled button loses the keyboard focus.
    if (busy) return
    busy = true
    if (element.dataset.state === 'live') await stop()
    else await stream.start().catch(error => { if (error.code === undefined) show('refused', 'No gate', error) })
    busy = false
  })
  // The page server calls the admin API, which pages cannot reach. This screen gets no notification.
  end.addEventListener('click', async () => {
    await fetch('stop', { method: 'POST', body: JSON.stringify({ session, token: stream.token }) })
  })
  show('idle', 'Off')
  return element

  async function stop () {
    clear()
    await stream.release()
    show('idle', 'Off')
    freeSlot()
  }

  function clear () {
    player?.end()
    player = undefined
  }

  /** Shows that the stream has ended and why, over the last picture. */
  function ended (why) {
    if (element.dataset.state !== 'live') return
    player.freeze()
    show('ended', 'Stopped', why)
    freeSlot()
    stream.release()
  }

  function show (state, title = '', { code, message } = {}) {
    element.dataset.state = state
    if (end === document.activeElement && state !== 'live') toggle.focus()
    end.hidden = state !== 'live'
    label(toggle, state === 'live' ? 'Stop' : 'Start')
    say.replaceChildren()
    if (title === '') return
    const [headline, reason] = [document.createElement('b'), document.createElement('small')]
    headline.textContent = title
    reason.textContent = [message, code === undefined ? undefined : `code ${code}`].filter(Boolean).join(' · ')
    say.append(headline, reason)
  }

  /** Labels a button with its action and, for screen readers, the name of its screen. */
  function label (button, text) {
    button.textContent = text
    button.setAttribute('aria-label', `${text} ${name}`)
  }
}

/** Shows how many streams the viewer has; a value that is undefined stays as it was. */
function showSlots ({ active, limit }) {
  const slots = find('#slots')
  if (limit !== undefined) slots.replaceChildren(...Array.from({ length: limit }, () => document.createElement('i')))
  const all = slots.children.length
  const taken = active ?? all
  for (const [index, slot] of [...slots.children].entries()) slot.classList.toggle('taken', index < taken)
  find('#count').value = `${taken} of ${all} in use`
}

function freeSlot () {
  const taken = find('#slots').querySelectorAll('.taken').length
  showSlots({ active: Math.max(taken - 1, 0) })
}
