/** Generates the secret of a stream: 60 random bits as 15 hexadecimal digits. */
export function mintSecret (randomBytes: (count: number) => Uint8Array): string {
  return Buffer.from(randomBytes(8)).toString('hex').slice(1)
}
