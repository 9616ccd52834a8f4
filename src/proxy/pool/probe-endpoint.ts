import type { Dispatcher } from 'undici'

/** Sends one health check. Calls `onResult` once: true when a final response arrived, whatever its status. */
export type Probe = (host: string | undefined, onResult: (isHealthy: boolean) => void) => void

/**
 * The active health check of an ejected endpoint: a HEAD request for its root, so that no viewer's request has to
 * find out whether it is back.
 *
 * @param hostHeader whether the endpoint receives the Host of a client or its own
 * @param name the value of User-Agent
 */
export function probeEndpoint ({ pool, servername, hostHeader, name }: {
  pool: Dispatcher
  servername: string
  hostHeader: 'client' | 'upstream'
  name: string
}): Probe {
  return (host, onResult) => {
    const headers = ['User-Agent', name]
    if (hostHeader === 'client' && host !== undefined) headers.push('Host', host)
    let isHealthy = false
    const options = { method: 'HEAD' as const, path: '/', headers, servername }
    pool.dispatch(options, {
      onConnect: () => {},
      onHeaders: status => {
        isHealthy ||= status >= 200
        return true
      },
      onData: () => true,
      onComplete: () => { onResult(isHealthy) },
      onError: () => { onResult(isHealthy) }
    })
  }
}
