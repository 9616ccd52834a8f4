import type { Option } from '../option.js'
import { hostAndPort } from '../types/host-and-port.js'
import { someText } from '../types/text.js'

export const REDIS_MANY = {
  redisSentinels: {
    flag: '--redis-sentinel',
    env: 'REDIS_SENTINELS',
    placeholder: 'host:port',
    kind: hostAndPort,
    many: true,
    doc: 'Sentinels to ask where the master is.',
    more: 'Name all of them: any one that answers is enough.',
    example: 'sentinel-0:26379'
  },
  redisSentinelMaster: {
    flag: '--redis-sentinel-master',
    env: 'REDIS_SENTINEL_MASTER',
    placeholder: 'name',
    kind: someText,
    doc: 'The name under which the sentinels know the master.',
    example: 'mymaster'
  },
  redisSentinelUsername: {
    flag: '--redis-sentinel-username',
    env: 'REDIS_SENTINEL_USERNAME',
    placeholder: 'name',
    kind: someText,
    doc: 'User to log in to the sentinels as.',
    example: 'sentinel'
  },
  redisSentinelPassword: {
    flag: '--redis-sentinel-password',
    env: 'REDIS_SENTINEL_PASSWORD',
    placeholder: 'text',
    kind: someText,
    secret: true,
    doc: 'Password to log in to the sentinels with.',
    more: 'Without one the sentinels are not logged in to, whatever the master asks for.',
    example: 'secret'
  },
  redisCluster: {
    flag: '--redis-cluster',
    env: 'REDIS_CLUSTER_NODES',
    placeholder: 'host:port',
    kind: hostAndPort,
    many: true,
    doc: 'Nodes of a Redis Cluster to start from; they tell the rest.',
    example: 'redis-0:6379'
  }
} as const satisfies Record<string, Option>
