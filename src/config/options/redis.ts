import type { Option } from '../option.js'
import { host } from '../types/host.js'
import { port } from '../types/port.js'
import { redactUser } from '../types/redact-user.js'
import { redisUrl } from '../types/redis-url.js'
import { seconds } from '../types/seconds.js'
import { keyPrefix, nonEmptyText } from '../types/text.js'
import { wholeNumber } from '../types/whole-number.js'

export const REDIS = {
  redisUrl: {
    flag: '--redis-url',
    env: 'REDIS_URL',
    placeholder: 'url',
    type: redisUrl,
    redact: redactUser,
    secret: true,
    doc: 'URL of a single Redis server.',
    more: 'User and password are percent-encoded. The URL can hold a password, so it is shown without one.',
    example: 'redis://streamgate:secret@redis:6379/0'
  },
  redisHost: {
    flag: '--redis-host',
    env: 'REDIS_HOST',
    placeholder: 'host',
    type: host,
    doc: 'Host of a single Redis server, instead of `--redis-url`.',
    example: 'redis'
  },
  redisPort: {
    flag: '--redis-port',
    env: 'REDIS_PORT',
    placeholder: 'port',
    type: port(1),
    defaultText: '6379',
    doc: 'Port of `--redis-host`.',
    more: 'Kubernetes sets `REDIS_PORT=tcp://…` in every pod that runs beside a service named `redis`: ' +
      'set `enableServiceLinks: false` in the pod, or use the flag.',
    example: '6380'
  },
  redisUsername: {
    flag: '--redis-username',
    env: 'REDIS_USERNAME',
    placeholder: 'name',
    type: nonEmptyText,
    doc: 'User to authenticate as, if Redis has users (ACL).',
    example: 'streamgate'
  },
  redisPassword: {
    flag: '--redis-password',
    env: 'REDIS_PASSWORD',
    placeholder: 'text',
    type: nonEmptyText,
    secret: true,
    doc: 'Password to authenticate with.',
    more: 'Other users of the machine can read flags: use the variable, or better `REDIS_PASSWORD_FILE`.',
    example: 'secret'
  },
  redisDatabase: {
    flag: '--redis-database',
    env: 'REDIS_DATABASE',
    placeholder: 'number',
    type: wholeNumber(0, 65_535),
    defaultText: '0',
    doc: 'Database to select.',
    more: 'Redis Cluster has only database 0.',
    example: '1'
  },
  redisKeyPrefix: {
    flag: '--redis-key-prefix',
    env: 'REDIS_KEY_PREFIX',
    placeholder: 'text',
    type: keyPrefix,
    defaultText: 'streamgate:',
    doc: 'Prefix of all keys and channels.',
    more: 'Gates with the same prefix share their streams; give each installation on one Redis its own.',
    example: 'staging:'
  },
  redisConnectTimeout: {
    flag: '--redis-connect-timeout',
    env: 'REDIS_CONNECT_TIMEOUT',
    placeholder: 'seconds',
    type: seconds(),
    defaultText: '5',
    doc: 'Timeout of connecting to Redis.',
    example: '2'
  },
  redisCommandTimeout: {
    flag: '--redis-command-timeout',
    env: 'REDIS_COMMAND_TIMEOUT',
    placeholder: 'seconds',
    type: seconds(),
    defaultText: '0.2',
    doc: 'Timeout of one Redis command.',
    more: 'It is also the longest time that a viewer waits for a refusal while Redis hangs.',
    example: '0.5'
  }
} as const satisfies Record<string, Option>
