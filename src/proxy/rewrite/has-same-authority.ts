/**
 * Tells whether a URI of a manifest leads back to the gate, as a browser would understand it: a relative one
 * does, and one of http or https with the host that the client asked for. To no other may a token be sent.
 *
 * @param host as in Host; undefined: the client named none, and only relative URIs are own
 */
export function hasSameAuthority (host: string | undefined): (uri: string) => boolean {
  const bases = basesOf(host)

  return uri => {
    if (uri === '') return false
    // Nearly all: plain names, which can be nothing but relative.
    if (PLAIN.test(uri)) return true
    if (OPEN.test(uri)) return false
    return bases.every(base => leadsTo(base, uri))
  }
}

const PLAIN = /^[A-Za-z0-9_.-][^:\\\s{]*$/
// A variable of HLS (RFC 8216bis, EXT-X-DEFINE) that stands where a scheme or a host can begin, or end, may turn out to
// be any: `{$cdn}/a.ts`, `http{$s}://…`, `/{$path}`. Behind a name and a slash it can only be part of a path.
// Two runs of blanks are never neighbours here: dividing one between them would take seconds for a long one.
const OPEN = /^[\0-\x20]*(?:(?:[a-z][a-z0-9+.-]*:|h|ht|htt|https?|[/\\])[\0-\x20/\\]*)?\{\$/i

function leadsTo (base: URL, uri: string): boolean {
  try {
    const { protocol, host } = new URL(uri, base)
    return (protocol === 'http:' || protocol === 'https:') && host === base.host
  } catch {
    return false
  }
}

// By which scheme the client came is not known here, and `http:a` is relative for one and names a host for the other.
function basesOf (host: string | undefined): URL[] {
  const named = host !== undefined && host !== '' && URL.canParse(`http://${host}/`) ? host : 'host.invalid'
  return [new URL(`http://${named}/`), new URL(`https://${named}/`)]
}
