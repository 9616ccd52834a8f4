import { X509Certificate } from 'node:crypto'
import type { Config } from '../config/config.js'

/** When the certificates end that the gate is configured with, in seconds since 1970; absent where there are none. */
export interface CertificateExpiries {
  readonly upstream_ca?: number
  readonly upstream_client?: number
  readonly redis_ca?: number
  readonly redis_client?: number
}

/** Reads when they end: of several in a file, the one that ends first. */
export function certificateExpiries ({ upstream, redis }: Pick<Config, 'upstream' | 'redis'>): CertificateExpiries {
  const ends = {
    upstream_ca: firstEnd(upstream?.tls.ca),
    upstream_client: firstEnd(upstream?.tls.cert),
    redis_ca: firstEnd(redis?.tls?.ca),
    redis_client: firstEnd(redis?.tls?.cert)
  }
  return Object.fromEntries(Object.entries(ends).filter(([, end]) => end !== undefined))
}

function firstEnd (pem = ''): number | undefined {
  const blocks = pem.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^]+?-----END [^-]+-----/g) ?? []
  const ends = blocks.flatMap(block => endOf(block) ?? [])
  return ends.length === 0 ? undefined : Math.min(...ends)
}

/** Undefined for a block that is no certificate: what is wrong with it is said where it is used. */
function endOf (block: string): number | undefined {
  try {
    return Date.parse(new X509Certificate(block).validTo) / 1000
  } catch {
    return undefined
  }
}
