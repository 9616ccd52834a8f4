/**
 * Returns whether a URI of a manifest or a redirect leads back to the gate, as a browser resolves it: a relative
 * reference does, and an http or https URI with the host of the request. No token may be sent to any other.
 *
 * @param host the Host of the request; undefined when the client sent none: then only relative references match
 */
export function hasSameAuthority (host: string | undefined): (uri: string) => boolean {
  const bases = basesOf(host)

  return uri => {
    if (uri === '') return false
    // Nearly all URIs: plain names, which are always relative.
    if (RELATIVE.test(uri)) return true
    if (VARIABLE_AUTHORITY.test(uri)) return false
    return bases.every(base => resolvesTo(base, uri))
  }
}

const RELATIVE = /^[A-Za-z0-9_.-][^:\\\s{]*$/
// A variable of HLS (RFC 8216bis, EXT-X-DEFINE) at a position where a scheme or a host can begin or end can stand for any
// host: `{$cdn}/a.ts`, `http{$s}://…`, `/{$path}`. After a name and a slash it can only be part of a path.
// Two runs of whitespace are never adjacent in this expression: dividing one run between them would take seconds for a
// long one.
const VARIABLE_AUTHORITY = /^[\0-\x20]*(?:(?:[a-z][a-z0-9+.-]*:|h|ht|htt|https?|[/\\])[\0-\x20/\\]*)?\{\$/i

function resolvesTo (base: URL, uri: string): boolean {
  try {
    const { protocol, host } = new URL(uri, base)
    return (protocol === 'http:' || protocol === 'https:') && host === base.host
  } catch {
    return false
  }
}

// The scheme that the client used is unknown here, and `http:a` is relative for one scheme and names a host for the other.
function basesOf (host: string | undefined): URL[] {
  const named = host !== undefined && host !== '' && URL.canParse(`http://${host}/`) ? host : 'host.invalid'
  return [new URL(`http://${named}/`), new URL(`https://${named}/`)]
}
