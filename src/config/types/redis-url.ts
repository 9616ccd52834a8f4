import { typeOf, type OptionType } from '../option-type.js'
import { readHost } from './host.js'

/** The address of Redis, with the user, the password and the database if the URL contains them. */
export interface RedisAddress {
  readonly tls: boolean
  /** IPv6 without brackets. */
  readonly host: string
  readonly port: number
  readonly socketPath: string | undefined
  readonly username: string | undefined
  readonly password: string | undefined
  readonly database: number | undefined
}

const ALLOWED = 'redis://[user:password@]host[:port][/database], rediss://… for TLS, or unix:///path.sock[?db=database]'

/** User and password are percent-decoded. Unknown parameters are refused. */
export const redisUrl: OptionType<RedisAddress> = typeOf(ALLOWED, text => {
  if (/[\s\\#]/.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  return url.protocol === 'unix:' ? readSocket(url) : readServer(url, text)
})

function readSocket (url: URL): RedisAddress | undefined {
  const database = url.search === '' ? undefined : readDatabase(/^\?db=(\d+)$/.exec(url.search)?.[1])
  const socketPath = decode(url.pathname)
  if (url.host !== '' || socketPath === undefined || socketPath.length < 2 || database === null) return undefined
  return { tls: false, host: 'localhost', port: 0, socketPath, username: undefined, password: undefined, database }
}

function readServer (url: URL, text: string): RedisAddress | undefined {
  if (!/^rediss?:\/\//.test(text) || url.search !== '') return undefined
  const path = url.pathname.replace(/^\//, '')
  const database = path === '' ? undefined : readDatabase(path)
  const host = readHost(url.hostname.replace(/^\[|\]$/g, ''))
  const port = url.port === '' ? 6379 : Number(url.port)
  const username = decode(url.username)
  const password = decode(url.password)
  if (host === undefined || port === 0 || database === null || username === undefined || password === undefined) return undefined
  return {
    tls: url.protocol === 'rediss:',
    host,
    port,
    socketPath: undefined,
    username: username === '' ? undefined : username,
    password: password === '' ? undefined : password,
    database
  }
}

/** The number of a database; null if the text is invalid. */
function readDatabase (text: string | undefined): number | null {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null
}

/** Undefined if the percent-encoding is invalid. */
function decode (text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
