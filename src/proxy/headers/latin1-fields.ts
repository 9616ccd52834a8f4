/** Fields as undici hands them over, as strings whose characters are their bytes. */
export function latin1Fields (rawFields: readonly Buffer[]): string[] {
  const fields = new Array<string>(rawFields.length)
  for (let i = 0; i < rawFields.length; i++) fields[i] = (rawFields[i] as Buffer).toString('latin1')
  return fields
}
