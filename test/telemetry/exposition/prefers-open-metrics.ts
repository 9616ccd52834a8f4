import t from 'tap'
import { prefersOpenMetrics } from '../../../src/telemetry/exposition/prefers-open-metrics.js'

const PROMETHEUS_2 = 'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'
const PROMETHEUS_3_TEXT_FIRST = 'text/plain;version=0.0.4;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,*/*;q=0.2'

t.test('a scraper that prefers OpenMetrics gets it', async t => {
  t.ok(prefersOpenMetrics(PROMETHEUS_2))
  t.ok(prefersOpenMetrics('application/openmetrics-text'))
  t.ok(prefersOpenMetrics('Application/OpenMetrics-Text; Version=1.0.0; q=0.9, text/plain; q=0.1'))
})

t.test('any other scraper gets the text format', async t => {
  t.notOk(prefersOpenMetrics(undefined))
  t.notOk(prefersOpenMetrics(''))
  t.notOk(prefersOpenMetrics('*/*'))
  t.notOk(prefersOpenMetrics(PROMETHEUS_3_TEXT_FIRST))
  t.notOk(prefersOpenMetrics('application/openmetrics-text;q=0'))
  t.notOk(prefersOpenMetrics('application/openmetrics-text;q=nonsense'))
  t.notOk(prefersOpenMetrics('application/openmetrics-text;version=0.0.1'))
})
