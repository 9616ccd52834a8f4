import type { Option } from '../option.js'
import { host } from '../types/host.js'
import { pemFile } from '../types/pem-file.js'
import { trueOrFalse } from '../types/true-or-false.js'

export const REDIS_TLS = {
  redisTls: {
    flag: '--redis-tls',
    env: 'REDIS_TLS',
    placeholder: 'true|false',
    kind: trueOrFalse,
    fallback: 'false',
    doc: 'Whether Redis, or every node or sentinel, is spoken to over TLS.',
    more: 'In a URL the scheme `rediss:` says it.',
    example: 'true'
  },
  redisCaFile: {
    flag: '--redis-ca-file',
    env: 'REDIS_CA_FILE',
    placeholder: 'path',
    kind: pemFile('CERTIFICATE'),
    doc: 'Authorities that may vouch for Redis, instead of the public ones.',
    example: '/etc/streamgate/redis-ca.pem'
  },
  redisCertFile: {
    flag: '--redis-cert-file',
    env: 'REDIS_CERT_FILE',
    placeholder: 'path',
    kind: pemFile('CERTIFICATE'),
    doc: 'Certificate that the gate shows to Redis.',
    example: '/etc/streamgate/redis.pem'
  },
  redisKeyFile: {
    flag: '--redis-key-file',
    env: 'REDIS_KEY_FILE',
    placeholder: 'path',
    kind: pemFile('PRIVATE KEY'),
    doc: 'Private key of that certificate, without a passphrase.',
    example: '/etc/streamgate/redis.key'
  },
  redisServerName: {
    flag: '--redis-server-name',
    env: 'REDIS_SERVER_NAME',
    placeholder: 'name',
    kind: host,
    doc: 'Name to ask for (SNI) and to verify, where it is not the host.',
    example: 'redis.example.com'
  },
  redisInsecure: {
    flag: '--redis-insecure',
    env: 'REDIS_INSECURE',
    placeholder: 'true|false',
    kind: trueOrFalse,
    fallback: 'false',
    doc: 'Accept any certificate of Redis.',
    more: 'Whoever is on the way can then read the password and every token. For trying things out.',
    example: 'true'
  }
} as const satisfies Record<string, Option>
