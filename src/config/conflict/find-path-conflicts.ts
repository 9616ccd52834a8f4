import { subjectOf } from '../options/options.js'
import type { Settings } from '../options/setting.js'
import type { Problem } from '../problem.js'

/** A path has one meaning. */
export function findPathConflicts ({ healthPath, streamsPath, publicPaths }: Settings): Problem[] {
  const problems: Problem[] = []
  if (healthPath.value !== undefined && healthPath.value === streamsPath.value) {
    problems.push({ subject: subjectOf('healthPath', 'streamsPath'), given: `${JSON.stringify(healthPath.value)} for both`, why: 'the paths have to differ' })
  }
  for (const name of ['healthPath', 'streamsPath'] as const) {
    const path = { healthPath, streamsPath }[name].value
    if (path === undefined || publicPaths.value?.includes(path) !== true) continue
    problems.push({ subject: subjectOf('publicPaths', name), given: `${JSON.stringify(path)} for both`, why: 'the gate answers there itself, so the upstream cannot be reached by it' })
  }
  const release = streamsPath.value === undefined ? undefined : releasePathOf(streamsPath.value)
  if (release !== undefined && release === healthPath.value) {
    problems.push({ subject: subjectOf('healthPath', 'streamsPath'), given: JSON.stringify(release), why: 'streams are released there' })
  }
  if (release !== undefined && publicPaths.value?.includes(release) === true) {
    problems.push({ subject: subjectOf('publicPaths', 'streamsPath'), given: JSON.stringify(release), why: 'streams are released there, so the upstream cannot be reached by it' })
  }
  return problems
}

function releasePathOf (streamsPath: string): string {
  return streamsPath.endsWith('/') ? `${streamsPath}release` : `${streamsPath}/release`
}
