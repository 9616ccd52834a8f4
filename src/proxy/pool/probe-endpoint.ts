import type { Dispatcher } from 'undici'

/** Asks an endpoint for the head of its root and tells whether an answer came, whatever it says. Tells it once. */
export type Probe = (host: string | undefined, tell: (isThere: boolean) => void) => void

/**
 * An endpoint that is lost is asked by a request of our own, so that no viewer has to find out that it is still
 * lost.
 *
 * @param hostHeader whose Host it sees: that of a client, or its own
 * @param name whom it sees in User-Agent
 */
export function probeEndpoint ({ pool, servername, hostHeader, name }: {
  pool: Dispatcher
  servername: string
  hostHeader: 'client' | 'upstream'
  name: string
}): Probe {
  return (host, tell) => {
    const headers = ['User-Agent', name]
    if (hostHeader === 'client' && host !== undefined) headers.push('Host', host)
    let isThere = false
    const options = { method: 'HEAD' as const, path: '/', headers, servername }
    pool.dispatch(options, {
      onConnect: () => {},
      onHeaders: status => {
        isThere ||= status >= 200
        return true
      },
      onData: () => true,
      onComplete: () => { tell(isThere) },
      onError: () => { tell(isThere) }
    })
  }
}
