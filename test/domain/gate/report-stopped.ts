import t from 'tap'
import { reportStopped } from '../../../src/domain/gate/report-stopped.js'

function refuse (refused: 'token-unknown' | 'too-many-refusals', isStopped: boolean) {
  return reportStopped({ memory: { isStopped: () => isStopped }, refuseEnded: () => ({ refused }) })('token', 0)
}

t.test('the token of a stream that the operator stopped is refused as stopped', async t => {
  t.same(refuse('token-unknown', true), { refused: 'stream-stopped' })
})

t.test('any other token is refused for its own reason', async t => {
  t.same(refuse('token-unknown', false), { refused: 'token-unknown' })
  t.same(refuse('too-many-refusals', true), { refused: 'too-many-refusals' }, 'a throttled one stays throttled')
})
