import { describeProblem, type Problem } from '../config/problem.js'

/** All problems of a configuration for standard error, one per line. */
export function reportProblems (problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return [`streamgate: ${count} in the configuration`, ...problems.map(problem => `  ${describeProblem(problem)}`), ''].join('\n')
}
