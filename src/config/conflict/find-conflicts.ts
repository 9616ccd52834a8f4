import type { Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'
import { findListeningConflicts } from './find-listening-conflicts.js'
import { findPathConflicts } from './find-path-conflicts.js'
import { findRedisConflicts } from './find-redis-conflicts.js'
import { findTransportConflicts } from './find-transport-conflicts.js'
import { findUpstreamConflicts } from './find-upstream-conflicts.js'
import { findWorkersConflicts } from './find-workers-conflicts.js'

/** Options that are valid on their own and contradict each other. */
export function findConflicts (settings: Settings): Problem[] {
  return [
    ...findListeningConflicts(settings),
    ...findPathConflicts(settings),
    ...findTransportConflicts(settings),
    ...findUpstreamConflicts(settings),
    ...findRedisConflicts(settings),
    ...findWorkersConflicts(settings)
  ]
}
