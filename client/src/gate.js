import { readResponse } from './read-response.js'

/** Without a response after this time, the gate is unreachable. */
const RESPONSE_TIMEOUT_MS = 10_000

/**
 * The calls to a gate. No promise rejects.
 *
 * @typedef {object} Gate
 * @property {() => Promise<import('./read-response.js').Outcome>} acquire
 * @property {(token: string, signal: AbortSignal) => Promise<import('./read-response.js').Outcome>} renew
 * @property {(token: string) => Promise<void>} release resolves after the response or the failure
 * @property {(token: string) => void} releaseOnLeave releases while the page is being unloaded
 */

/**
 * Calls the gate with one session.
 *
 * @param {Pick<import('./index.js').Environment, 'timers' | 'nowMs' | 'supportsKeepalive' | 'sendBeacon'> & {
 *   fetch: typeof globalThis.fetch, gateUrl: string, streamsPath: string, session: string, device: string | undefined,
 *   credentials: 'include' | 'same-origin'
 * }} deps
 * @returns {Gate}
 */
export function openGate ({ fetch, timers, nowMs, supportsKeepalive, sendBeacon, gateUrl, streamsPath, session, device, credentials }) {
  const streamsUrl = gateUrl + streamsPath
  // With this parameter the gate sets its cookie, and a release deletes it.
  const url = credentials === 'include' ? `${streamsUrl}?transport=cookie` : streamsUrl

  return {
    acquire: () => call(undefined, undefined),
    renew: call,
    release: async token => {
      await withTimeout(undefined, signal => fetch(url, { ...releaseOf(token), signal }))
    },
    releaseOnLeave: token => {
      // The page cannot handle a failure any more; the stream then expires.
      if (supportsKeepalive) fetch(url, releaseOf(token)).catch(() => undefined)
      else sendBeacon?.(`${streamsUrl}/release`, token)
    }
  }

  /**
   * @param {string | undefined} token
   * @param {AbortSignal | undefined} signal
   * @returns {Promise<import('./read-response.js').Outcome>}
   */
  async function call (token, signal) {
    const sentAtMs = nowMs()
    const headers = { ...headersOf(token), ...(device !== undefined && { 'X-Stream-Device': device }) }
    // POST: the gate ignores cookies, which can be another tab's, and no cache responds.
    return await withTimeout(signal, async signal => await readResponse(await fetch(url, { method: 'POST', headers, credentials, signal }), sentAtMs))
  }

  /**
   * @template Result
   * @param {AbortSignal | undefined} outer
   * @param {(signal: AbortSignal) => Promise<Result>} request
   * @returns {Promise<Result | { is: 'unreachable', cause: unknown }>}
   */
  async function withTimeout (outer, request) {
    const controller = new AbortController()
    const abort = () => { controller.abort() }
    const cancel = timers.after(RESPONSE_TIMEOUT_MS, abort)
    outer?.addEventListener('abort', abort)
    try {
      return await request(controller.signal)
    } catch (cause) {
      return { is: 'unreachable', cause }
    } finally {
      cancel()
      outer?.removeEventListener('abort', abort)
    }
  }

  /**
   * @param {string} token
   * @returns {RequestInit}
   */
  function releaseOf (token) {
    return { method: 'DELETE', headers: headersOf(token), credentials, keepalive: true }
  }

  /**
   * @param {string | undefined} token
   * @returns {Record<string, string>}
   */
  function headersOf (token) {
    return { 'X-Stream-Session': session, ...(token !== undefined && { 'X-Stream-Token': token }) }
  }
}
