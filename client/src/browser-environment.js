import { openTimers } from './open-timers.js'

/**
 * The environment of the page, the Worker or Node that this code runs in.
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
