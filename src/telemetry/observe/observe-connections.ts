import type { Events } from '../log/open-events.js'
import type { Meters } from '../metrics/meters.js'

/** Counts client connections and logs those that are refused or aborted. */
export function observeConnections ({ meters, events }: {
  meters: Pick<Meters, 'connections' | 'connections_refused_total' | 'clients_aborted_total'>
  events: Pick<Events, 'connectionRefused' | 'clientAborted'>
}) {
  return {
    opened (): void { meters.connections++ },
    closed (): void { meters.connections-- },
    refused (how: keyof Meters['connections_refused_total']): void {
      meters.connections_refused_total[how]++
      events.connectionRefused({ how })
    },
    aborted (why: keyof Meters['clients_aborted_total']): void {
      meters.clients_aborted_total[why]++
      events.clientAborted({ why })
    }
  }
}
