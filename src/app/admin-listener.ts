import type { Clock } from '../domain/clock.js'
import { adminEndpoint } from '../http/endpoint/admin-endpoint.js'
import { adminStreamsEndpoint } from '../http/endpoint/admin-streams-endpoint.js'
import { openListener } from '../http/listener/open-listener.js'
import { responder } from '../http/response/respond.js'
import { exposeMetrics } from '../telemetry/exposition/expose-metrics.js'
import type { FillWithProcess } from '../telemetry/process/fill-with-process-metrics.js'
import type { OpenAdmin } from './open-admin.js'
import { refusalOf } from './refusal-of.js'

/**
 * The operator's own listener: metrics and probes over HTTP.
 *
 * @param fillWithProcess puts the metrics of the process, or of several, into both registries
 * @param gather called before each scrape, for what has to come from elsewhere
 * @param store what is logged of it
 */
export function adminListener ({ admin, clock, fillWithProcess, gather = async () => {}, store, version, nodeVersion }: {
  admin: { readonly host: string, readonly port: number }
  clock: Clock
  fillWithProcess: FillWithProcess
  gather?: () => Promise<void>
  store: string
  version: string
  nodeVersion: string
}): OpenAdmin {
  return ({ meters, asked, readiness, streams }, { events, onFault, refused }) => {
    const answers = responder({ gateRefusalStatus: 401, observe: { refused } })
    const toRefusal = refusalOf(onFault)
    const expose = exposeMetrics({ meters, asked, fillWithProcess, version, nodeVersion })
    const endpoint = adminEndpoint({
      responder: answers,
      readiness,
      streams: adminStreamsEndpoint({ operate: streams, responder: answers }),
      metrics: async accept => {
        await gather()
        return await expose(accept)
      }
    })
    const listener = openListener({
      ...admin,
      clock,
      responder: answers,
      answer: (request, response) => {
        endpoint(request, response).catch((error: unknown) => { answers.refuse(request, response, toRefusal(error)) })
      },
      upgrade: declineUpgrade => declineUpgrade
    })
    let at: { host: string, port: number } | undefined

    return {
      start: async () => { at = await listener.start() },
      announce: publicAt => { events.listening({ public: publicAt, admin: at ?? admin, store, version }) },
      stop: async () => { await listener.stop(0) }
    }
  }
}
