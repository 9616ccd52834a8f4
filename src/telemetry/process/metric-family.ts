/** A metric family of a process as plain values, which can be sent to another process. */
export interface MetricFamily {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly samples: readonly FamilySample[]
}

/** One sample of a metric family. */
export interface FamilySample {
  /** The name of a histogram sample, which differs from that of its family. */
  readonly metricName?: string | undefined
  readonly labels: Readonly<Record<string, string | number>>
  readonly value: number
}
