import t from 'tap'
import { viaNames } from '../../../src/proxy/headers/via-names.js'

t.test('our name is found wherever it stands', async t => {
  for (const via of ['1.1 gate', '1.0 a, 1.1 gate', 'HTTP/1.1 GATE (we)', ' 1.1\tgate , 1.1 b']) t.equal(viaNames(via, 'Gate'), true, via)
})

t.test('what merely holds our name is another', async t => {
  for (const via of ['1.1 gate2', '1.1 a (gate)', 'gate', '1.1 gate:80', '', ',,', '1.1 a gate']) t.equal(viaNames(via, 'gate'), false, via)
})
