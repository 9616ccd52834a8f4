import t from 'tap'
import { upstreamUrl } from '../../../src/config/types/upstream-url.js'
import type { UpstreamEndpoint } from '../../../src/ports/upstream-settings.js'
import { tryType } from '../../fixtures/try-type.js'

function place (host: string, port: number, given: Partial<UpstreamEndpoint> = {}): UpstreamEndpoint {
  return { protocol: 'http:', host, port, socketPath: undefined, ...given }
}

t.test('accepts servers and sockets', async t => {
  tryType(t, upstreamUrl, {
    accepted: [
      ['http://video', place('video', 80)],
      ['http://video:8080/', place('video', 8080)],
      ['https://video.example.com', place('video.example.com', 443, { protocol: 'https:' })],
      ['http://[::1]:8080', place('::1', 8080)],
      ['http://my_video:1', place('my_video', 1)],
      ['unix:/run/video.sock', place('localhost', 80, { socketPath: '/run/video.sock' })],
      ['unix:///run/video.sock', place('localhost', 80, { socketPath: '/run/video.sock' })]
    ],
    refused: ['unix:', 'unix:/', 'unix:run/video.sock', 'unix://host/video.sock', 'unix:/a?b', 'unix:/a b']
  })
})

t.test('refuses parts that would be ignored and errors that URL parsers accept', async t => {
  tryType(t, upstreamUrl, {
    accepted: [],
    refused: ['', 'video:8080', 'http://', 'http:/video', 'http:video', 'http:\\\\video', ' http://video', 'http://video ', 'http://video/path',
      'http://video?', 'http://video#', 'http://user:password@video', 'http://video:0', 'http://video:65536', 'ftp://video', 'ws://video', 'http://a..b', 'http://vi\tdeo']
  })
})
