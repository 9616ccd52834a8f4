import { readResponse } from './read-response.js'

/** After which time no answer is none. */
const RESPONSE_TIMEOUT_MS = 10_000

/**
 * What can be asked of a gate. No promise rejects.
 *
 * @typedef {object} Gate
 * @property {() => Promise<import('./read-response.js').Outcome>} acquire
 * @property {(token: string, signal: AbortSignal) => Promise<import('./read-response.js').Outcome>} renew
 * @property {(token: string) => Promise<void>} release resolves when the gate has answered, or cannot
 * @property {(token: string) => void} leave releases while the page goes away
 */

/**
 * Asks the gate in the name of one session.
 *
 * @param {Pick<import('./index.js').Environment, 'timers' | 'nowMs' | 'supportsKeepalive' | 'sendBeacon'> & {
 *   fetch: typeof globalThis.fetch, gateUrl: string, streamsPath: string, session: string, device: string | undefined,
 *   credentials: 'include' | 'same-origin'
 * }} deps
 * @returns {Gate}
 */
export function openGate ({ fetch, timers, nowMs, supportsKeepalive, sendBeacon, gateUrl, streamsPath, session, device, credentials }) {
  const streamsUrl = gateUrl + streamsPath
  // The gate then sets its cookie, and with a release takes it away.
  const url = credentials === 'include' ? `${streamsUrl}?transport=cookie` : streamsUrl

  return {
    acquire: () => ask(undefined, undefined),
    renew: ask,
    release: async token => {
      await withTimeout(undefined, signal => fetch(url, { ...releaseOf(token), signal }))
    },
    leave: token => {
      // Nobody will be here to hear of a failure; the stream then expires.
      if (supportsKeepalive) fetch(url, releaseOf(token)).catch(() => undefined)
      else sendBeacon?.(`${streamsUrl}/release`, token)
    }
  }

  /**
   * @param {string | undefined} token
   * @param {AbortSignal | undefined} signal
   * @returns {Promise<import('./read-response.js').Outcome>}
   */
  async function ask (token, signal) {
    const sentAtMs = nowMs()
    const headers = { ...headersOf(token), ...(device !== undefined && { 'X-Stream-Device': device }) }
    // POST: no cookie speaks for another tab, and nothing on the way answers from a cache.
    return await withTimeout(signal, async signal => await readResponse(await fetch(url, { method: 'POST', headers, credentials, signal }), sentAtMs))
  }

  /**
   * @template Answer
   * @param {AbortSignal | undefined} outer
   * @param {(signal: AbortSignal) => Promise<Answer>} question
   * @returns {Promise<Answer | { is: 'unreachable', cause: unknown }>}
   */
  async function withTimeout (outer, question) {
    const controller = new AbortController()
    const abort = () => { controller.abort() }
    const cancel = timers.after(RESPONSE_TIMEOUT_MS, abort)
    outer?.addEventListener('abort', abort)
    try {
      return await question(controller.signal)
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
