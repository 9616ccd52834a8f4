/** Gives up one resource. `graceMs`: how long what it still does may take. */
export type Release = (graceMs: number) => unknown

/**
 * Keeps how resources are released, in the order in which they were opened, and releases them in reverse. A release
 * that fails keeps none of the others from running; `release` then rejects with the first error. Each runs once.
 */
export function releaseInReverse (): { readonly onRelease: (release: Release) => void, readonly release: (graceMs: number) => Promise<void> } {
  const releasers: Release[] = []
  return {
    onRelease: release => { releasers.push(release) },
    release: async graceMs => {
      const errors: unknown[] = []
      for (const release of releasers.splice(0).reverse()) {
        try {
          await release(graceMs)
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw errors[0]
    }
  }
}
