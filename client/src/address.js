/** A token as /streams hands it out, where the transport `path` puts it. */
const TOKEN_PREFIX = /^\/(?:~|%7e)[0-9a-f-]{36}(?=\/)/i

/** What browsers leave out of a URL before they read it (URL standard, section 4.4). */
const IGNORED = /^[\0-\x20]+|[\t\r\n]/g
/** A backslash is a slash to them. */
const NAMES_SERVER = /^(?:[a-z][a-z0-9+.-]*:|[/\\]{2})/i

/**
 * Says where video is.
 *
 * @typedef {object} Address
 * @property {(pathOrUrl: string, token: string | undefined) => string} url
 * @property {(url: string) => boolean} isOnGate
 */

/**
 * Addresses video on the gate, with the token in the URL where the transport puts it there. Whatever is on another
 * server never gets the token.
 *
 * @param {{ gateUrl: string, transport: import('./index.js').Transport, parameter: string }} deps `gateUrl` has no trailing slash
 * @returns {Address}
 */
export function address ({ gateUrl, transport, parameter }) {
  return {
    isOnGate: url => pathOnGate(url) !== undefined,
    url: (pathOrUrl, token) => {
      const path = pathOnGate(pathOrUrl)
      if (path === undefined) return pathOrUrl
      if (transport === 'path') return gateUrl + inPath(path, token)
      if (transport === 'query') return gateUrl + inQuery(path, parameter, token)
      return gateUrl + path
    }
  }

  /**
   * @param {string} pathOrUrl
   * @returns {string | undefined} path and query below the gate's own URL; undefined when it is elsewhere
   */
  function pathOnGate (pathOrUrl) {
    if (!NAMES_SERVER.test(pathOrUrl.replace(IGNORED, ''))) return pathOrUrl.startsWith('/') ? pathOrUrl : `/${pathOrUrl}`
    const href = hrefOf(pathOrUrl, gateUrl)
    return href?.startsWith(`${gateUrl}/`) ? href.slice(gateUrl.length) : undefined
  }
}

/**
 * @param {string} url
 * @param {string} base
 * @returns {string | undefined} undefined for what is no URL: players' hooks hand over anything
 */
function hrefOf (url, base) {
  try {
    return new URL(url, base).href
  } catch {
    return undefined
  }
}

/**
 * @param {string} path
 * @param {string | undefined} token
 */
function inPath (path, token) {
  const bare = path.replace(TOKEN_PREFIX, '')
  return token === undefined ? bare : `/~${token}${bare}`
}

/**
 * Touches no other parameter: their very spelling may be signed.
 *
 * @param {string} path
 * @param {string} parameter
 * @param {string | undefined} token
 */
function inQuery (path, parameter, token) {
  const [, before = '', query = '', fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(path) ?? []
  const name = encodeURIComponent(parameter)
  const others = query.split('&').filter(pair => pair !== '' && pair.split('=')[0] !== name)
  const all = token === undefined ? others : [...others, `${name}=${token}`]
  return before + (all.length === 0 ? '' : `?${all.join('&')}`) + fragment
}
