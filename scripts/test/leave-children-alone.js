import processOnSpawn from 'process-on-spawn'

/**
 * Keeps tap out of the programs that a test starts. By a listener in this dependency of its own it has every Node process, and
 * those that these start, load modules through a thread of its own, for coverage that nobody reads: a gate starts half as fast,
 * takes more memory, and dies of signals otherwise than it does. test/scripts/test/leave-children-alone.ts tells when this
 * does not hold any more.
 */
export function leaveChildrenAlone () {
  processOnSpawn.removeAllListeners()
}
