import type { AdminView, OpenAdmin } from '../../app/open-admin.js'
import { Fault } from '../../domain/fault.js'
import type { Answers, GaugeCallbacks } from '../../telemetry/exposition/fill-registry.js'
import type { MeasuredProcess } from '../../telemetry/process/measure-process.js'
import type { FromWorker, Operated, Snapshot, ToWorker } from './messages.js'

/**
 * A worker's way to the operator: the primary asks it and answers for all workers.
 *
 * @param onMessage calls its listener with what the primary says
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
          operate(view, message).then(outcome => { send({ type: 'operated', id, outcome }) }, onFault)
        }
      })
    },
    announce: () => { send({ type: 'ready' }) },
    stop: async () => {}
  })

  async function operate ({ streams }: AdminView, message: Extract<ToWorker, { viewer: unknown }>): Promise<Operated> {
    try {
      if (message.type === 'list') return { streams: await streams.list(message.viewer) }
      return { stopped: await streams.stop(message.viewer, message.streamId) }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      return { fault: error.message }
    }
  }

  async function measure ({ meters, asked, readiness }: AdminView, whole: boolean): Promise<Snapshot> {
    const families = await measured.read()
    return whole ? { meters, families, asked: await askAll(asked), readiness: await readiness() } : { meters, families }
  }
}

async function askAll (asked: GaugeCallbacks): Promise<Answers> {
  const values = await Promise.all(Object.entries(asked).map(async ([name, ask]) => [name, await ask()] as const))
  return Object.fromEntries(values.filter(([, value]) => value !== undefined))
}
