/** A metric of a process as plain values, which can be sent to another process. */
export interface MetricFamily {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly lines: readonly FamilySample[]
}

/** One line of it. */
export interface FamilySample {
  /** Of a line of a histogram, whose lines have names of their own. */
  readonly metricName?: string | undefined
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}
