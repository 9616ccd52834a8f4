import type { MetricRow } from '../metrics/metric-row.js'
import { METRIC_PREFIX, METRICS } from '../metrics/metrics-table.js'
import { PROCESS_METRICS } from '../process/process-metrics.js'

/** docs/METRICS.md: all metrics of the table, in Markdown. */
export function describeMetrics (): string {
  return `# Metrics

The admin listener serves metrics at \`/metrics\`: in the Prometheus text format, or in OpenMetrics 1.0 for
scrapers that prefer it. Label values are closed sets: every series below exists from the start, and no other
series appear. Every gate exposes all metrics. Sum them over gates, except \`${METRIC_PREFIX}streams_active\`:
all gates read it from the same store, so take its \`max()\`.

The workers of one gate are exposed as one process. Their values are summed unless the list names another
aggregation. Counters keep the values of a worker that exited. The primary reads them once a second, so what a
worker counted after the last reading is lost.

## Gate metrics

${Object.entries<MetricRow>(METRICS).map(([name, row]) => describe(METRIC_PREFIX + name, row)).join('\n\n')}

## Process metrics

Defined by prom-client; some exist only on some operating systems. With several workers the values of all
workers and of the primary process are summed, except for delays, file descriptors and start times, which are
those of the worst process:
${PROCESS_METRICS.map(name => `\`${name}\``).join(',\n')}.
`
}

function describe (name: string, { type, help, unit, labels = [], series = [], buckets, aggregator }: MetricRow): string {
  const facts = [
    `${type}${unit === undefined ? '' : `, in ${unit}`}`,
    ...labels.map((label, i) => describeLabel(label, series.map(key => key.split(' ')[i]))),
    ...(buckets === undefined ? [] : [`buckets: ${buckets.join(', ')}`]),
    ...(aggregator === undefined ? [] : [`over workers: ${aggregator}`])
  ]
  return `### ${name}\n\n${help}\n\n${facts.map(fact => `- ${fact}`).join('\n')}`
}

function describeLabel (label: string, values: ReadonlyArray<string | undefined>): string {
  const distinct = [...new Set(values)]
  return distinct.length === 0 ? `\`${label}\`` : `\`${label}\`: ${distinct.map(value => `\`${value}\``).join(', ')}`
}
