import { subjectOf } from '../options/options.js'
import type { Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'

/** Each path can be used for one purpose only. */
export function findPathConflicts ({ healthPath, streamsPath, publicPaths }: Settings): Problem[] {
  const problems: Problem[] = []
  if (healthPath.value !== undefined && healthPath.value === streamsPath.value) {
    problems.push({ subject: subjectOf('healthPath', 'streamsPath'), given: `${JSON.stringify(healthPath.value)} for both`, why: 'the paths must differ' })
  }
  for (const name of ['healthPath', 'streamsPath'] as const) {
    const path = { healthPath, streamsPath }[name].value
    if (path === undefined || publicPaths.value?.includes(path) !== true) continue
    problems.push({ subject: subjectOf('publicPaths', name), given: `${JSON.stringify(path)} for both`, why: 'the gate serves this path itself, so it cannot be forwarded to the upstream' })
  }
  const release = streamsPath.value === undefined ? undefined : releasePathOf(streamsPath.value)
  if (release !== undefined && release === healthPath.value) {
    problems.push({ subject: subjectOf('healthPath', 'streamsPath'), given: JSON.stringify(release), why: 'clients release streams at this path' })
  }
  if (release !== undefined && publicPaths.value?.includes(release) === true) {
    problems.push({ subject: subjectOf('publicPaths', 'streamsPath'), given: JSON.stringify(release), why: 'clients release streams at this path, so it cannot be forwarded to the upstream' })
  }
  return problems
}

function releasePathOf (streamsPath: string): string {
  return streamsPath.endsWith('/') ? `${streamsPath}release` : `${streamsPath}/release`
}
