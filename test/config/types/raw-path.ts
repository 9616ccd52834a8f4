import t from 'tap'
import { rawPath } from '../../../src/config/types/raw-path.js'
import { tryKind } from '../../fixtures/try-kind.js'

t.test('takes paths as a request line has them, without decoding anything', async t => {
  tryKind(t, rawPath, {
    understood: [['/', '/'], ['/a/b.m3u8', '/a/b.m3u8'], ['/a%2Fb', '/a%2Fb'], ['/a,b;c=1', '/a,b;c=1'], ['//x/../y', '//x/../y']],
    refused: ['', 'a', 'http://h/a', '/a?b', '/a#b', '/a b', '/ä', '/a\n']
  })
})
