import { openTimers } from './open-timers.js'

/**
 * The page, or the Worker, or the Node that this runs in.
 *
 * @returns {import('./index.js').Environment}
 */
export function browserEnvironment () {
  const { document, location, navigator } = /** @type {Partial<typeof globalThis>} */ (globalThis)
  return {
    page: document === undefined ? undefined : globalThis,
    baseUrl: document?.baseURI ?? location?.href,
    timers: openTimers(),
    nowMs: () => Date.now(),
    random: () => Math.random(),
    supportsKeepalive: 'keepalive' in Request.prototype,
    sendBeacon: navigator?.sendBeacon?.bind(navigator)
  }
}
