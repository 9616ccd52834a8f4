import { address } from './address.js'
import { openGate } from './gate.js'
import { ClientStream } from './client-stream.js'
import { browserEnvironment } from './browser-environment.js'

const TRANSPORTS = ['header', 'path', 'cookie', 'query']

/** @type {typeof import('./index.js').openStream} */
export function openStream (options, overrides) {
  const { gate, session, device, transport = 'header', streamsPath = '/streams', parameter = 'stream_token' } = options
  if (typeof session !== 'string' || session === '') throw new TypeError('openStream: session must be a non-empty string')
  if (!TRANSPORTS.includes(transport)) throw new TypeError(`openStream: transport is ${transport}, expected one of ${TRANSPORTS.join(', ')}`)
  if (!streamsPath.startsWith('/')) throw new TypeError(`openStream: streamsPath is ${streamsPath}, expected a path that begins with /`)
  const environment = { ...browserEnvironment(), ...overrides }
  const gateUrl = readGateUrl(gate, environment.baseUrl)
  const credentials = transport === 'cookie' ? 'include' : 'same-origin'
  // Read at each call: monitoring scripts replace it while a page runs.
  const fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init))
  return new ClientStream({
    ...environment,
    gate: openGate({ ...environment, fetch, gateUrl, streamsPath, session, device, credentials }),
    address: address({ gateUrl, transport, parameter }),
    transport,
    credentials
  })
}

/**
 * @param {string | URL} gate
 * @param {string | undefined} baseUrl
 * @returns {string} without trailing slash, query and fragment
 */
function readGateUrl (gate, baseUrl) {
  const url = new URL(gate, baseUrl)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new TypeError(`openStream: gate is ${url.href}, expected an http or https URL`)
  return url.origin + url.pathname.replace(/\/+$/, '')
}
