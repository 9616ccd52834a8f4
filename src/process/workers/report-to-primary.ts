import type { AdminView, OpenAdmin } from '../../app/open-admin.js'
import { Fault } from '../../domain/fault.js'
import type { GaugeCallbacks, GaugeValues } from '../../telemetry/exposition/register-metrics.js'
import type { MeasuredProcess } from '../../telemetry/process/measure-process.js'
import type { AdminRequest, AdminResult, FromWorker, Snapshot, ToWorker } from './worker-messages.js'

/**
 * The admin side of a worker: it answers the requests of the primary, which serves the admin listener for all workers.
 *
 * @param onMessage adds a listener for the messages of the primary
 */
export function reportToPrimary ({ send, onMessage, measured }: {
  send: (message: FromWorker) => void
  onMessage: (listener: (message: ToWorker) => void) => void
  measured: Pick<MeasuredProcess, 'read'>
}): OpenAdmin {
  return (view, { onFault }) => ({
    start: async () => {
      onMessage(message => {
        if (message.type === 'measure') {
          const { id, whole } = message
          measure(view, whole).then(snapshot => { send({ type: 'measured', id, snapshot }) }, onFault)
        } else if (message.type === 'list' || message.type === 'stop-streams') {
          const { id } = message
          administer(view, message).then(result => { send({ type: 'admin-result', id, result }) }, onFault)
        }
      })
    },
    announce: () => { send({ type: 'ready' }) },
    stop: async () => {}
  })

  async function administer ({ streams }: AdminView, request: AdminRequest): Promise<AdminResult> {
    try {
      if (request.type === 'list') return { streams: await streams.list(request.viewer) }
      return { stopped: await streams.stop(request.viewer, request.streamId) }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return { fault: error.message }
    }
  }

  async function measure ({ meters, gauges, readiness }: AdminView, whole: boolean): Promise<Snapshot> {
    const families = await measured.read()
    return whole ? { meters, families, gauges: await readGauges(gauges), readiness: await readiness() } : { meters, families }
  }
}

async function readGauges (gauges: GaugeCallbacks): Promise<GaugeValues> {
  const values = await Promise.all(Object.entries(gauges).map(async ([name, read]) => [name, await read()] as const))
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}
