// Four screens of one viewer. What is shown of slots is what the gate said last.
import { openStream } from './client/index.js'
import { playHls, transport } from './play-hls.js'

const { gate: anywhere, film } = await (await fetch('place.json')).json()
// A gate that listens on every address, for a phone in the same network, is where the page is.
const gate = anywhere.replace(/\/\/(?:0\.0\.0\.0|\[::\])(?=:)/, `//${window.location.hostname}`)
const session = new URLSearchParams(window.location.search).get('session') ?? 'alice'
const SCREENS = ['TV', 'Laptop', 'Tablet', 'Phone']

const find = selector => document.querySelector(selector)
find('#session').textContent = session
find('#curl').textContent = `curl -i -H 'X-Stream-Session: ${session}' ${gate}/streams`
showSlots({ active: 0, limit: 3 })
for (const name of SCREENS) find('#screens').append(screen(name))

/** One screen: a stream, a player, and what became of them. */
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
    player = playHls({ video, stream, film, onRefused: ended })
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
    // Not disabled meanwhile: a button that is loses the focus of whoever goes by keyboard.
    if (busy) return
    busy = true
    if (element.dataset.state === 'live') await stop()
    else await stream.start().catch(error => { if (error.code === undefined) show('refused', 'No gate', error) })
    busy = false
  })
  // The page server asks the gate's operator listener, which no page can reach: this screen is not told.
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

  /** The stream is no more: the last picture stays, and says why. */
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

  /** Says what a button does, and for whom does not see where it stands, to which screen. */
  function label (button, text) {
    button.textContent = text
    button.setAttribute('aria-label', `${text} ${name}`)
  }
}

/** Shows how many streams the viewer has; what was not said stays as it was. */
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
