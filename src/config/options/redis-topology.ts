import type { Option } from '../option.js'
import { hostAndPort } from '../types/host-and-port.js'
import { nonEmptyText } from '../types/text.js'

export const REDIS_TOPOLOGY = {
  redisSentinels: {
    flag: '--redis-sentinel',
    env: 'REDIS_SENTINELS',
    placeholder: 'host:port',
    type: hostAndPort,
    variadic: true,
    doc: 'Sentinels to ask for the address of the master.',
    more: 'List all of them; one that responds is enough.',
    example: 'sentinel-0:26379'
  },
  redisSentinelMaster: {
    flag: '--redis-sentinel-master',
    env: 'REDIS_SENTINEL_MASTER',
    placeholder: 'name',
    type: nonEmptyText,
    doc: 'Name under which the sentinels monitor the master.',
    example: 'mymaster'
  },
  redisSentinelUsername: {
    flag: '--redis-sentinel-username',
    env: 'REDIS_SENTINEL_USERNAME',
    placeholder: 'name',
    type: nonEmptyText,
    doc: 'User to authenticate to the sentinels as.',
    example: 'sentinel'
  },
  redisSentinelPassword: {
    flag: '--redis-sentinel-password',
    env: 'REDIS_SENTINEL_PASSWORD',
    placeholder: 'text',
    type: nonEmptyText,
    secret: true,
    doc: 'Password to authenticate to the sentinels with.',
    more: 'Without it the gate does not authenticate to the sentinels, even if the master requires a password.',
    example: 'secret'
  },
  redisCluster: {
    flag: '--redis-cluster',
    env: 'REDIS_CLUSTER_NODES',
    placeholder: 'host:port',
    type: hostAndPort,
    variadic: true,
    doc: 'Nodes of a Redis Cluster to start from; the gate discovers the other nodes.',
    example: 'redis-0:6379'
  }
} as const satisfies Record<string, Option>
