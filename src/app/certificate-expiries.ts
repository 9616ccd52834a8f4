import { X509Certificate } from 'node:crypto'
import type { Config } from '../config/config.js'

/** When the configured certificates expire, in seconds since 1970. Absent for a file that is not configured. */
export interface CertificateExpiries {
  readonly upstream_ca?: number
  readonly upstream_client?: number
  readonly redis_ca?: number
  readonly redis_client?: number
}

/** Reads the expiry of each configured certificate file: the earliest of the certificates in it. */
export function certificateExpiries ({ upstream, redis }: Pick<Config, 'upstream' | 'redis'>): CertificateExpiries {
  const expiries = {
    upstream_ca: earliestExpiry(upstream?.tls.ca),
    upstream_client: earliestExpiry(upstream?.tls.cert),
    redis_ca: earliestExpiry(redis?.tls?.ca),
    redis_client: earliestExpiry(redis?.tls?.cert)
  }
  return Object.fromEntries(Object.entries(expiries).filter(([, expiry]) => expiry !== undefined))
}

function earliestExpiry (pem = ''): number | undefined {
  const blocks = pem.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^]+?-----END [^-]+-----/g) ?? []
  const expiries = blocks.flatMap(block => expiryOf(block) ?? [])
  return expiries.length === 0 ? undefined : Math.min(...expiries)
}

/** Undefined for a block that cannot be parsed: whatever uses it reports why. */
function expiryOf (block: string): number | undefined {
  try {
    return Date.parse(new X509Certificate(block).validTo) / 1000
  } catch {
    return undefined
  }
}
