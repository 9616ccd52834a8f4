import type { Clock } from '../domain/clock.js'
import { adminEndpoint } from '../http/endpoint/admin-endpoint.js'
import { adminStreamsEndpoint } from '../http/endpoint/admin-streams-endpoint.js'
import { openListener } from '../http/listener/open-listener.js'
import { responder } from '../http/response/respond.js'
import { exposeMetrics } from '../telemetry/exposition/expose-metrics.js'
import type { RegisterProcess } from '../telemetry/process/register-process-metrics.js'
import type { OpenAdmin } from './open-admin.js'
import { refusalOf } from './refusal-of.js'

/**
 * The admin listener: metrics, probes and the admin API over HTTP, on a port of its own.
 *
 * @param registerProcess registers the metrics of the process, or of several, in both registries
 * @param gather called before each scrape, to collect what other processes counted
 * @param store the kind of store, for the log
 */
export function adminListener ({ admin, clock, registerProcess, gather = async () => {}, store, version, nodeVersion }: {
  admin: { readonly host: string, readonly port: number }
  clock: Clock
  registerProcess: RegisterProcess
  gather?: () => Promise<void>
  store: string
  version: string
  nodeVersion: string
}): OpenAdmin {
  return ({ meters, gauges, readiness, streams }, { events, onFault, refused }) => {
    const responses = responder({ gateRefusalStatus: 401, observe: { refused } })
    const toRefusal = refusalOf(onFault)
    const expose = exposeMetrics({ meters, gauges, registerProcess, version, nodeVersion })
    const endpoint = adminEndpoint({
      responder: responses,
      readiness,
      streams: adminStreamsEndpoint({ adminStreams: streams, responder: responses }),
      metrics: async accept => {
        await gather()
        return await expose(accept)
      }
    })
    const listener = openListener({
      ...admin,
      clock,
      responder: responses,
      handleRequest: (request, response) => {
        endpoint(request, response).catch((error: unknown) => { responses.refuse(request, response, toRefusal(error)) })
      },
      handleUpgrade: declineUpgrade => declineUpgrade
    })
    let at: { host: string, port: number } | undefined

    return {
      start: async () => { at = await listener.start() },
      announce: publicAt => { events.listening({ public: publicAt, admin: at ?? admin, store, version }) },
      stop: async () => { await listener.stop(0) }
    }
  }
}
