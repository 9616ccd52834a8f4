/**
 * Reports changes of the page's lifecycle. Listens in the capture phase, because some of these events are the document's and
 * do not bubble in all browsers.
 *
 * @param {EventTarget} page
 * @param {{ onLeave: () => void, onReturn: () => void, onWake: () => void, onOnline: () => void }} listeners
 *   `onLeave`: the user left the page, perhaps for good; `onReturn`: it came back from the back/forward cache; `onWake`: it
 *   became visible or resumed, perhaps after a sleep
 * @returns {() => void} stops watching
 */
export function watchPage (page, { onLeave, onReturn, onWake, onOnline }) {
  /** @type {Record<string, (event: Event) => void>} */
  const listeners = {
    pagehide: onLeave,
    pageshow: event => { if (/** @type {PageTransitionEvent} */ (event).persisted) onReturn() },
    visibilitychange: onWake,
    resume: onWake,
    online: onOnline
  }
  for (const [type, listener] of Object.entries(listeners)) page.addEventListener(type, listener, true)
  return () => {
    for (const [type, listener] of Object.entries(listeners)) page.removeEventListener(type, listener, true)
  }
}
