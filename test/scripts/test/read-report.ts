import t from 'tap'
import { readReport } from '../../../scripts/test/read-report.js'

t.test('the totals are those at the end, and what failed is named by its file', async t => {
  t.same(readReport([
    '# Subtest: .test/test-http.js',
    '    ok 1 - test/http/a.ts # time=1ms',
    '        not ok 1 - should be equal',
    '    not ok 2 - test/http/b.ts # time=1ms',
    'not ok 1 - .test/test-http.js # time=2ms',
    'ok 2 - test/integration/c.ts # time=2ms',
    '# { total: 9, pass: 7, fail: 1, skip: 1 }'
  ].join('\n')), { passed: 7, failed: 1, failures: ['test/http/b.ts', '.test/test-http.js'] })
})

t.test('what is 0 is left out by tap', async t => {
  t.same(readReport('# { total: 9, pass: 9 }\n'), { passed: 9, failed: 0, failures: [] })
})

t.test('a report that breaks off has no totals', async t => {
  t.same(readReport('not ok 1 - test/a.ts\n'), { passed: 0, failed: 0, failures: ['test/a.ts'] })
})
