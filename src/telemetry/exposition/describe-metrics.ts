import type { MetricRow } from '../metrics/metric-row.js'
import { METRIC_PREFIX, METRICS } from '../metrics/metrics-table.js'
import { PROCESS_METRICS } from '../process/process-metrics.js'

/** All metrics as a page of Markdown, made of the table. */
export function describeMetrics (): string {
  return `# Metrics

The admin listener serves them at \`/metrics\`, as Prometheus text or, to scrapers that prefer it, as
OpenMetrics 1.0. Labels are closed sets: every series below is there from the start, and there are never
more. Every gate exposes all of them. Add them up over gates, except
\`${METRIC_PREFIX}streams_active\`: that is the store's number, the same on every gate, so take its \`max()\`.

The workers of one gate are told of as one: their numbers are added up, unless another way is named. What a
worker counted stays counted when it is lost, as far as it was told: that happens once a second.

## Of the gate

${Object.entries<MetricRow>(METRICS).map(([name, row]) => describe(METRIC_PREFIX + name, row)).join('\n\n')}

## Of the process

As prom-client describes them; some only where the operating system tells. Of several workers and the process
that started them the sum is told, and of delays, file descriptors and start times that of the worst:
${PROCESS_METRICS.map(name => `\`${name}\``).join(',\n')}.
`
}

function describe (name: string, { type, help, unit, labels = [], series = [], buckets, aggregator }: MetricRow): string {
  const facts = [
    `${type}${unit === undefined ? '' : `, in ${unit}`}`,
    ...labels.map((label, i) => describeLabel(label, series.map(key => key.split(' ')[i]))),
    ...(buckets === undefined ? [] : [`buckets: ${buckets.join(', ')}`]),
    ...(aggregator === undefined ? [] : [`of several workers: ${aggregator}`])
  ]
  return `### ${name}\n\n${help}\n\n${facts.map(fact => `- ${fact}`).join('\n')}`
}

function describeLabel (label: string, values: ReadonlyArray<string | undefined>): string {
  const distinct = [...new Set(values)]
  return distinct.length === 0 ? `\`${label}\`` : `\`${label}\`: ${distinct.map(value => `\`${value}\``).join(', ')}`
}
