/**
 * Tells what becomes of the page. Listens in the capture phase, for some of these are the document's and do not
 * bubble everywhere.
 *
 * @param {EventTarget} page
 * @param {{ left: () => void, returned: () => void, woken: () => void, connected: () => void }} tell
 *   `left`: for good, or for a while; `returned` from the back/forward cache; `woken`: perhaps after a sleep
 * @returns {() => void} stops it
 */
export function watchPage (page, { left, returned, woken, connected }) {
  /** @type {Record<string, (event: Event) => void>} */
  const listeners = {
    pagehide: left,
    pageshow: event => { if (/** @type {PageTransitionEvent} */ (event).persisted) returned() },
    visibilitychange: woken,
    resume: woken,
    online: connected
  }
  for (const [type, listener] of Object.entries(listeners)) page.addEventListener(type, listener, true)
  return () => {
    for (const [type, listener] of Object.entries(listeners)) page.removeEventListener(type, listener, true)
  }
}
