import { subjectOf } from '../options/options.js'
import { isGiven, type Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'
import { REDIS_ADDRESSES } from './find-redis-conflicts.js'

/** Several workers need a shared store: otherwise each would grant a viewer the whole limit. */
export function findWorkersConflicts (settings: Settings): Problem[] {
  const { value } = settings.workers
  if (value === undefined || value === 1 || REDIS_ADDRESSES.some(name => isGiven(settings[name]))) return []
  return [{ subject: subjectOf('workers'), given: String(value), why: `each worker would store streams in its own memory: also set one of ${REDIS_ADDRESSES.map(name => subjectOf(name)).join(', ')}` }]
}
