/**
 * Reads the totals out of a report of tap, and which files failed.
 *
 * tap ends it with `# { total: 9, pass: 8, fail: 1 }` and leaves out what is 0. Files that share a process are a level deeper.
 */
export function readReport (text) {
  const [end = ''] = text.match(/^# \{ total: .*\}$/gm)?.slice(-1) ?? []
  const count = what => Number(new RegExp(`[ {]${what}: (\\d+)`).exec(end)?.[1] ?? 0)
  const failures = [...text.matchAll(/^(?: {4})?not ok \d+ - (\.?test\/\S+)/gm)].map(([, file]) => file)
  return { passed: count('pass'), failed: count('fail'), failures: [...new Set(failures)] }
}
