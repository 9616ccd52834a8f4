/** The path prefix of the transport `path`: a token of /streams. */
const TOKEN_PREFIX = /^\/(?:~|%7e)[0-9a-f-]{36}(?=\/)/i

/** Characters that browsers remove from a URL before parsing it (URL standard, section 4.4). */
const IGNORED = /^[\0-\x20]+|[\t\r\n]/g
/** A URL with a scheme or a host. Browsers treat a backslash as a slash. */
const HAS_HOST = /^(?:[a-z][a-z0-9+.-]*:|[/\\]{2})/i

/**
 * @typedef {object} Address
 * @property {(pathOrUrl: string, token: string | undefined) => string} url
 * @property {(url: string) => boolean} isOnGate
 */

/**
 * Builds URLs of video on the gate, with the token if the transport puts it into the URL. URLs of other servers never
 * get the token.
 *
 * @param {{ gateUrl: string, transport: import('./index.js').Transport, parameter: string }} deps `gateUrl` without trailing slash
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
   * @returns {string | undefined} path and query below the gate's URL; undefined for another server
   */
  function pathOnGate (pathOrUrl) {
    if (!HAS_HOST.test(pathOrUrl.replace(IGNORED, ''))) return pathOrUrl.startsWith('/') ? pathOrUrl : `/${pathOrUrl}`
    const href = hrefOf(pathOrUrl, gateUrl)
    return href?.startsWith(`${gateUrl}/`) ? href.slice(gateUrl.length) : undefined
  }
}

/**
 * @param {string} url
 * @param {string} base
 * @returns {string | undefined} undefined if it is not a URL: players' hooks can pass any string
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
 * Leaves all other parameters unchanged, byte for byte: they can be signed.
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
