import t from 'tap'
import { webOrigin } from '../../../src/config/types/web-origin.js'
import { tryType } from '../../fixtures/try-type.js'

t.test('accepts origins as browsers serialize them', async t => {
  const origins = ['*', 'https://a.example', 'http://localhost:8080', 'http://127.0.0.1:1', 'https://[::1]:8443', 'https://*.example.com', 'http://*.a.b.example:8080']
  tryType(t, webOrigin, {
    accepted: origins.map(origin => [origin, origin] as const),
    refused: ['', 'null', 'a.example', 'https://', 'https://A.example', 'https://a.example/', 'https://a.example:443', 'http://a.example:80', 'https://a:0', 'https://a:65536',
      'ftp://a.example', 'https://*', 'https://*.com', 'https://a.*.example', 'https://*.127.0.0.1', 'https://u@a.example', 'https://a,https://b', '**', 'https://a.example\r\nx']
  })
})
