import type { Option } from '../option.js'
import { host } from '../types/host.js'
import { port } from '../types/port.js'

export const LISTENING = {
  host: {
    flag: '--host',
    env: 'HOST',
    placeholder: 'address',
    type: host,
    defaultText: '0.0.0.0',
    doc: 'Address of the public listener.',
    more: '`0.0.0.0` is all IPv4 interfaces, `::` is all interfaces.',
    example: '127.0.0.1'
  },
  port: {
    flag: '--port',
    env: 'PORT',
    placeholder: 'port',
    type: port(0),
    defaultText: '3000',
    doc: 'Port of the public listener.',
    example: '8080'
  },
  adminHost: {
    flag: '--admin-host',
    env: 'ADMIN_HOST',
    placeholder: 'address',
    type: host,
    defaultText: '127.0.0.1',
    doc: 'Address of the admin listener, which serves metrics, probes and the admin API.',
    more: 'It requires no credentials. In a container set it to `0.0.0.0` and expose the port to the platform only.',
    example: '0.0.0.0'
  },
  adminPort: {
    flag: '--admin-port',
    env: 'ADMIN_PORT',
    placeholder: 'port',
    type: port(0),
    defaultText: '3001',
    doc: 'Port of the admin listener.',
    more: 'It must differ from `--port` if the two addresses overlap.',
    example: '9090'
  }
} as const satisfies Record<string, Option>
