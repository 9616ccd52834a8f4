import { Gauge } from 'prom-client'
import type { MetricFamily, FamilySample } from './metric-family.js'

/**
 * A metric of any type that prom-client exposes and that was measured elsewhere. prom-client has no public
 * face for that: this has the fields of its metrics, and overrides `getForPromString`, which its registry
 * asks for the lines to write. A registry of its own each: that of OpenMetrics takes `_total` off the name.
 */
export class RelayedMetric extends Gauge {
  name: string
  readonly help: string
  readonly type: MetricFamily['type']
  readonly #read: () => readonly FamilySample[] | Promise<readonly FamilySample[]>

  constructor ({ name, help, type, read }: {
    name: string
    help: string
    type: MetricFamily['type']
    read: () => readonly FamilySample[] | Promise<readonly FamilySample[]>
  }) {
    super({ name, help, registers: [] })
    this.name = name
    this.help = help
    this.type = type
    this.#read = read
  }

  async getForPromString (): Promise<{ name: string, help: string, type: MetricFamily['type'], values: readonly FamilySample[] }> {
    const lines = await this.#read()
    return { name: this.name, help: this.help, type: this.type, values: lines }
  }
}
