/**
 * A stream in the page's hands.
 *
 * @typedef {object} Granted
 * @property {import('./index.js').Lease} lease
 * @property {number} renewInSeconds
 * @property {number} endsAtMs when it has surely not ended before, unless released
 */

/**
 * What came of a question to the gate.
 *
 * @typedef {{ is: 'granted', granted: Granted }
 *   | { is: 'refused', refusal: import('./index.js').Refusal }
 *   | { is: 'unreachable', cause: unknown }} Outcome
 */

/** The gate's own defaults, for pages that are not shown its fields. */
const EXPIRES_IN_SECONDS = 30
const RENEWALS_A_LIFE = 3

/**
 * Reads what the gate answered to an acquire or a renewal. Rejects when the answer breaks off.
 *
 * @param {Response} response
 * @param {number} sentAtMs when the question was sent: the gate counts from a later moment on
 * @returns {Promise<Outcome>}
 */
export async function readResponse (response, sentAtMs) {
  const body = parse(await response.text())
  if (!response.ok) return { is: 'refused', refusal: readRefusal(response, body?.errors?.[0]) }
  // Who signs in to a café's network is answered 200 to anything.
  if (typeof body?.token !== 'string') return { is: 'unreachable', cause: new Error('the answer is not a gate\'s: it has no token') }
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
      renewInSeconds: readNumber(response, 'X-Stream-Renew-In') ?? expiresInSeconds / RENEWALS_A_LIFE,
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
    message: typeof error?.message === 'string' ? error.message : `the answer was ${response.status}`,
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
 * @returns {{ token?: unknown, errors?: Array<{ code?: unknown, message?: unknown }> } | undefined} undefined for what is no JSON
 */
function parse (text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
