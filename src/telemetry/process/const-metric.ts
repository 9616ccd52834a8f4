import { Gauge } from 'prom-client'
import type { MetricFamily, FamilySample } from './metric-family.js'

/**
 * A metric of any type whose samples come from elsewhere and that prom-client exposes. prom-client has no public API for
 * that: this has the fields of its metrics and overrides `getForPromString`, from which its registry reads the samples.
 * Each registry needs its own instance: that of OpenMetrics removes `_total` from the name.
 */
export class ConstMetric extends Gauge {
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
    const samples = await this.#read()
    return { name: this.name, help: this.help, type: this.type, values: samples }
  }
}
