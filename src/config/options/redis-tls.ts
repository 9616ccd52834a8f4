import type { Option } from '../option.js'
import { host } from '../types/host.js'
import { pemFile } from '../types/pem-file.js'
import { trueOrFalse } from '../types/true-or-false.js'

export const REDIS_TLS = {
  redisTls: {
    flag: '--redis-tls',
    env: 'REDIS_TLS',
    placeholder: 'true|false',
    type: trueOrFalse,
    defaultText: 'false',
    doc: 'Whether to connect to Redis, to its nodes and to its sentinels over TLS.',
    more: 'With `--redis-url` the scheme `rediss:` enables TLS.',
    example: 'true'
  },
  redisCaFile: {
    flag: '--redis-ca-file',
    env: 'REDIS_CA_FILE',
    placeholder: 'path',
    type: pemFile('CERTIFICATE'),
    doc: 'CA bundle for Redis, used instead of the public CAs.',
    example: '/etc/streamgate/redis-ca.pem'
  },
  redisCertFile: {
    flag: '--redis-cert-file',
    env: 'REDIS_CERT_FILE',
    placeholder: 'path',
    type: pemFile('CERTIFICATE'),
    doc: 'Client certificate for Redis (mutual TLS).',
    example: '/etc/streamgate/redis.pem'
  },
  redisKeyFile: {
    flag: '--redis-key-file',
    env: 'REDIS_KEY_FILE',
    placeholder: 'path',
    type: pemFile('PRIVATE KEY'),
    doc: 'Private key of the client certificate, without a passphrase.',
    example: '/etc/streamgate/redis.key'
  },
  redisServerName: {
    flag: '--redis-server-name',
    env: 'REDIS_SERVER_NAME',
    placeholder: 'name',
    type: host,
    doc: 'Server name to send (SNI) and to verify, if it is not the host.',
    example: 'redis.example.com'
  },
  redisInsecure: {
    flag: '--redis-insecure',
    env: 'REDIS_INSECURE',
    placeholder: 'true|false',
    type: trueOrFalse,
    defaultText: 'false',
    doc: 'Accept any certificate of Redis.',
    more: 'For tests only: anyone on the network path can then read the password and every token.',
    example: 'true'
  }
} as const satisfies Record<string, Option>
