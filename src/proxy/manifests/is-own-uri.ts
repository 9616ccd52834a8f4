/**
 * Tells whether a URI of a manifest leads back to the gate, as a browser would understand it: a relative one
 * does, and one of http or https with the host that the client asked for. To no other may a token be sent.
 *
 * @param host as in Host; undefined: the client named none, and only relative URIs are own
 */
export function isOwnUri (host: string | undefined): (uri: string) => boolean {
  const base = baseOf(host)

  return uri => {
    if (uri === '') return false
    // Nearly all: plain names, which can be nothing but relative.
    if (PLAIN.test(uri)) return true
    // A variable of HLS that stands in front may turn out to be any host (RFC 8216bis, EXT-X-DEFINE).
    if (uri.startsWith('{$')) return false
    try {
      const { protocol, host } = new URL(uri, base)
      return (protocol === 'http:' || protocol === 'https:') && host === base.host
    } catch {
      return false
    }
  }
}

const PLAIN = /^[A-Za-z0-9_.-][^:\\\s]*$/

function baseOf (host: string | undefined): URL {
  const own = `http://${host ?? ''}/`
  return host !== undefined && host !== '' && URL.canParse(own) ? new URL(own) : new URL('http://host.invalid/')
}
