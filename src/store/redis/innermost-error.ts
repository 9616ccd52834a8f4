/** A Cluster client says only that all nodes failed; the last node's error says how. */
export function innermostError (error: unknown): Error {
  if (error instanceof Error && 'lastNodeError' in error && error.lastNodeError instanceof Error) return error.lastNodeError
  return error instanceof Error ? error : new Error(String(error))
}
