/** For each question that may be under way, so many may wait for their turn. */
export const QUEUE_FACTOR = 16

/** Asks, in its turn; undefined when too many wait already. */
export type LimitedLookup = <Answer>(question: () => Promise<Answer>) => Promise<Answer> | undefined

/**
 * Bounds how many questions are under way at once. A crowd that comes at one moment is served in the order
 * of its coming; a flood is turned away before its queue is so long that nobody waits for the answers.
 *
 * @param max questions under way at once; 0 is no limit
 */
export function limitConcurrency (max: number): LimitedLookup {
  if (max === 0) return question => question()
  const waiting: Array<() => void> = []
  let underWay = 0

  return question => {
    if (underWay < max) return ask(question)
    if (waiting.length >= max * QUEUE_FACTOR) return undefined
    return new Promise((resolve, reject) => { waiting.push(() => { ask(question).then(resolve, reject) }) })
  }

  function ask<Answer> (question: () => Promise<Answer>): Promise<Answer> {
    underWay++
    return question().finally(() => {
      underWay--
      waiting.shift()?.()
    })
  }
}
