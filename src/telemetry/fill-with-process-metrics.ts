import { collectDefaultMetrics, Counter, Registry, type Metric } from 'prom-client'
import { PROCESS_METRICS } from './process-metrics.js'

interface Registering { readonly registerMetric: (metric: Metric) => void }

/**
 * Puts the chosen metrics of the process into both registries. They are one set, for each set would
 * sample the event loop anew. Counters alone are mirrored: a registry of OpenMetrics takes `_total` off
 * the very object that it is given.
 */
export function fillWithProcessMetrics ({ text, openMetrics }: { text: Registering, openMetrics: Registering }): void {
  const source = new Registry()
  collectDefaultMetrics({ register: source })
  for (const name of PROCESS_METRICS) {
    const metric = source.getSingleMetric(name)
    // What an operating system does not tell, prom-client does not bring.
    if (metric === undefined) continue
    text.registerMetric(metric)
    openMetrics.registerMetric(metric instanceof Counter ? mirror(name, metric) : metric)
  }
}

function mirror (name: string, counter: Counter): Counter {
  return new Counter({
    name,
    help: 'help' in counter ? String(counter.help) : name,
    registers: [],
    async collect () {
      const { values } = await counter.get()
      this.reset()
      for (const { labels, value } of values) this.inc(labels, value)
    }
  })
}
