import t from 'tap'
import type { FaultCode } from '../../../src/domain/fault.js'
import { ERRORS } from '../../../src/http/response/error-table.js'
import type { MetricRow } from '../../../src/telemetry/metrics/metric-row.js'
import { METRICS } from '../../../src/telemetry/metrics/metrics-table.js'
import { findUnknownNames } from '../../fixtures/find-unknown-names.js'

const rows = Object.entries<MetricRow>(METRICS)

t.test('counters, and only counters, are named _total', async t => {
  for (const [name, { type }] of rows) t.equal(name.endsWith('_total'), type === 'counter', name)
})

t.test('a name ends with its base unit', async t => {
  for (const [name, { type, unit }] of rows) {
    if (unit === 'seconds') t.match(name, /_seconds$/)
    if (unit === 'bytes') t.match(name, type === 'counter' ? /bytes_total$/ : /_bytes$/)
    t.notMatch(name, /_(ms|millis|minutes|kb)\b/)
  }
})

t.test('each series has a value for each label and is unique', async t => {
  for (const [name, { labels = [], series }] of rows) {
    if (series === undefined) continue
    t.equal(new Set(series).size, series.length, name)
    for (const key of series) t.equal(key.split(' ').length, labels.length, `${name} ${key}`)
  }
})

t.test('a histogram has ascending buckets', async t => {
  for (const [name, { type, buckets }] of rows) {
    if (type !== 'histogram') t.equal(buckets, undefined, name)
    else t.same(buckets, [...buckets ?? []].sort((a, b) => a - b), name)
  }
})

t.test('every error code is a series of the refusals', async t => {
  const listed: readonly string[] = METRICS.refusals_total.series
  for (const { code } of Object.values(ERRORS)) t.ok(listed.includes(String(code)), `code ${code}`)
})

t.test('every fault code of the upstream and of the store is a series', async t => {
  const codes = { STORE_UNREACHABLE: 0, STORE_TLS_FAILED: 0, STORE_REFUSED: 0, UPSTREAM_UNREACHABLE: 0, UPSTREAM_TLS_FAILED: 0, UPSTREAM_TOO_SLOW: 0, UPSTREAM_BROKEN: 0 } satisfies Record<FaultCode, 0>
  const upstream: readonly string[] = METRICS.upstream_failures_total.series
  const store: readonly string[] = METRICS.store_errors_total.series
  for (const code of Object.keys(codes)) t.ok(upstream.includes(code) || store.includes(`find ${code}`), code)
})

t.test('the number of series is small', async t => {
  const count = rows.reduce((sum, [, { series, buckets }]) => sum + (series?.length ?? 1) * (buckets === undefined ? 1 : buckets.length + 3), 0)
  t.ok(count < 250, `${count} series`)
})

t.test('help texts mention only flags, variables and metrics that exist', async t => {
  for (const [name, { help }] of rows) t.same(findUnknownNames(help), [], name)
})
