import t from 'tap'
import { reportProblems } from '../../src/cli/report-problems.js'

t.test('prints the number of problems and one line for each', async t => {
  t.equal(reportProblems([{ subject: '--a', why: 'x' }]), 'streamgate: 1 problem in the configuration\n  --a: x\n')
  t.equal(reportProblems([{ subject: '--a', why: 'x' }, { subject: '--b', why: 'y' }]), 'streamgate: 2 problems in the configuration\n  --a: x\n  --b: y\n')
})
