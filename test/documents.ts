import { readFileSync } from 'node:fs'
import t from 'tap'
import { describeOptions } from '../src/config/describe/describe-options.js'
import { describeApi } from '../src/http/endpoint/describe-api.js'
import { describeMetrics } from '../src/telemetry/exposition/describe-metrics.js'

const DOCUMENTS = {
  'docs/API.md': describeApi,
  'docs/CONFIGURATION.md': describeOptions,
  'docs/METRICS.md': describeMetrics
}

for (const [path, describe] of Object.entries(DOCUMENTS)) {
  t.test(`${path} is up to date; npm run docs writes it`, async t => {
    t.equal(readFileSync(path, 'utf8'), describe())
  })
}
