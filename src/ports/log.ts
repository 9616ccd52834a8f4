/** Where the store says what an operator should know. No secret is ever in `fields` or `message`. */
export type Log = Readonly<Record<'debug' | 'info' | 'warn' | 'error', (fields: object, message: string) => void>>
