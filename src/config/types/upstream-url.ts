import type { UpstreamEndpoint } from '../../ports/upstream-settings.js'
import { typeOf, type OptionType } from '../option-type.js'
import { readHost } from './host.js'

/**
 * An endpoint of the upstream. Requests are forwarded byte for byte, so the URL has no path and no user. The text is
 * checked before it is parsed, because URL parsers accept backslashes, spaces and a missing slash.
 */
export const upstreamUrl: OptionType<UpstreamEndpoint> = typeOf(
  'http://host[:port], https://host[:port] or unix:/path.sock, with no path, query or user',
  text => readSocket(text) ?? readOrigin(text))

function readSocket (text: string): UpstreamEndpoint | undefined {
  const socketPath = /^unix:(?:\/\/)?(\/[^/?#\s][^?#\s]*)$/.exec(text)?.[1]
  return socketPath === undefined ? undefined : { protocol: 'http:', host: 'localhost', port: 80, socketPath }
}

function readOrigin (text: string): UpstreamEndpoint | undefined {
  if (!/^https?:\/\/[^\s/\\?#@]+\/?$/.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const protocol = url.protocol === 'https:' ? 'https:' : 'http:'
  const host = readHost(url.hostname.replace(/^\[|\]$/g, ''))
  const port = url.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(url.port)
  return host === undefined || port === 0 ? undefined : { protocol, host, port, socketPath: undefined }
}
