/** The operational log of the store. Neither `fields` nor `message` may contain a secret. */
export type Log = Readonly<Record<'debug' | 'info' | 'warn' | 'error', (fields: object, message: string) => void>>
