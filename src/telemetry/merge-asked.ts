import type { Asked } from './fill-registry.js'
import { mergeValues } from './merge-values.js'
import { METRICS, type MetricRow } from './metrics-table.js'

/** What several processes answer when they are asked, as plain values; what one does not know is absent. */
export type Answers = Partial<Record<keyof Asked, number>>

/**
 * Makes the answers of several processes one.
 *
 * @param read the answers of all that live, at the time of the scrape
 */
export function mergeAsked (read: () => readonly Answers[]): Asked {
  const names = Object.entries<MetricRow>(METRICS).filter(([name, { asked }]) => asked === true && name !== 'build_info')
  return Object.fromEntries(names.map(([name, { merging = 'sum' }]) => [name, async () => {
    const values = read().flatMap(answers => answers[name as keyof Asked] ?? [])
    return mergeValues(merging, values)
  }])) as unknown as Asked
}
