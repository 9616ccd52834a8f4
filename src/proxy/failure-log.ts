/** Where failures of the upstream are written down. */
export interface FailureLog {
  readonly warn: (fields: object, message: string) => void
}
