/**
 * A granted stream.
 *
 * @typedef {object} Granted
 * @property {import('./index.js').Lease} lease
 * @property {number} renewInSeconds
 * @property {number} endsAtMs earliest time at which it can expire
 */

/**
 * The outcome of a call to the gate.
 *
 * @typedef {{ is: 'granted', granted: Granted }
 *   | { is: 'refused', refusal: import('./index.js').Refusal }
 *   | { is: 'unreachable', cause: unknown }} Outcome
 */

/** Defaults of the gate, for pages that cannot read its headers. */
const EXPIRES_IN_SECONDS = 30
const RENEWALS_PER_EXPIRY = 3

/**
 * Reads the response to an acquire or a renewal. Rejects if the response is aborted.
 *
 * @param {Response} response
 * @param {number} sentAtMs when the request was sent: the gate counts from a later moment
 * @returns {Promise<Outcome>}
 */
export async function readResponse (response, sentAtMs) {
  const body = parse(await response.text())
  if (!response.ok) return { is: 'refused', refusal: readRefusal(response, body?.errors?.[0]) }
  // A captive portal responds with 200 to any request.
  if (typeof body?.token !== 'string') return { is: 'unreachable', cause: new Error('the response has no token: it is not from a gate') }
  const expiresInSeconds = readNumber(response, 'X-Stream-Expires-In') ?? EXPIRES_IN_SECONDS
  return {
    is: 'granted',
    granted: {
      lease: {
        token: body.token,
        expiresInSeconds,
        limit: readNumber(response, 'X-Stream-Limit'),
        active: readNumber(response, 'X-Stream-Active')
      },
      renewInSeconds: readNumber(response, 'X-Stream-Renew-In') ?? expiresInSeconds / RENEWALS_PER_EXPIRY,
      endsAtMs: sentAtMs + expiresInSeconds * 1000
    }
  }
}

/**
 * @param {Response} response
 * @param {{ code?: unknown, message?: unknown } | undefined} error
 * @returns {import('./index.js').Refusal}
 */
function readRefusal (response, error) {
  return {
    code: typeof error?.code === 'number' ? error.code : undefined,
    message: typeof error?.message === 'string' ? error.message : `unexpected response: status ${response.status}`,
    status: response.status,
    retryAfterSeconds: readNumber(response, 'Retry-After')
  }
}

/**
 * @param {Response} response
 * @param {string} name
 */
function readNumber (response, name) {
  const text = response.headers.get(name)
  const number = Number(text)
  return text === null || !Number.isFinite(number) || number < 0 ? undefined : number
}

/**
 * @param {string} text
 * @returns {{ token?: unknown, errors?: Array<{ code?: unknown, message?: unknown }> } | undefined} undefined if it is not JSON
 */
function parse (text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
