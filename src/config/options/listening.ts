import type { Option } from '../option.js'
import { host } from '../types/host.js'
import { port } from '../types/port.js'

export const LISTENING = {
  host: {
    flag: '--host',
    env: 'HOST',
    placeholder: 'address',
    kind: host,
    fallback: '0.0.0.0',
    doc: 'Where clients reach the gate.',
    more: '`0.0.0.0` is every IPv4 interface, `::` every interface.',
    example: '127.0.0.1'
  },
  port: {
    flag: '--port',
    env: 'PORT',
    placeholder: 'port',
    kind: port(0),
    fallback: '3000',
    doc: 'Port for clients.',
    example: '8080'
  },
  adminHost: {
    flag: '--admin-host',
    env: 'ADMIN_HOST',
    placeholder: 'address',
    kind: host,
    fallback: '127.0.0.1',
    doc: 'Where metrics and probes are served.',
    more: 'Nobody is asked for a credential there: in a container set it to `0.0.0.0`, but publish the port to nobody but the platform.',
    example: '0.0.0.0'
  },
  adminPort: {
    flag: '--admin-port',
    env: 'ADMIN_PORT',
    placeholder: 'port',
    kind: port(0),
    fallback: '3001',
    doc: 'Port for metrics and probes.',
    more: 'It differs from `--port` wherever the two addresses overlap.',
    example: '9090'
  }
} as const satisfies Record<string, Option>
