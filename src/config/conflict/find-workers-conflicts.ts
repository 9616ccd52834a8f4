import { subjectOf } from '../options/options.js'
import { isNamed, type Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'
import { PLACES } from './find-redis-conflicts.js'

/** Several workers need one truth: each alone would grant a viewer the whole limit. */
export function findWorkersConflicts (settings: Settings): Problem[] {
  const { value } = settings.workers
  if (value === undefined || value === 1 || PLACES.some(name => isNamed(settings[name]))) return []
  return [{ subject: subjectOf('workers'), given: String(value), why: `each worker would store streams in its own memory: also set one of ${PLACES.map(name => subjectOf(name)).join(', ')}` }]
}
