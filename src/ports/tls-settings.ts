/** How a TLS connection is made. Certificates and keys are PEM text. */
export interface TlsSettings {
  /** CA bundle, used instead of the public CAs. */
  readonly ca: string | undefined
  /** Client certificate and its key. */
  readonly cert: string | undefined
  readonly key: string | undefined
  /** Name for SNI and verification, where it is not the host. */
  readonly serverName: string | undefined
  /** True accepts any certificate. */
  readonly insecure: boolean
}
