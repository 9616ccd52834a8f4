import t from 'tap'
import { releaseInReverse } from '../../src/app/release-in-reverse.js'

t.test('what was opened last is released first, each once and one after the other', async t => {
  const { onRelease, release } = releaseInReverse()
  const released: string[] = []
  onRelease(graceMs => { released.push(`store ${graceMs}`) })
  onRelease(async graceMs => {
    await new Promise(resolve => { setImmediate(resolve) })
    released.push(`listener ${graceMs}`)
  })
  await release(25)
  await release(0)
  t.same(released, ['listener 25', 'store 25'])
})

t.test('a release that fails keeps none of the others from running', async t => {
  const { onRelease, release } = releaseInReverse()
  const released: string[] = []
  onRelease(() => { released.push('store') })
  onRelease(async () => { throw new Error('first') })
  onRelease(() => { throw new Error('second') })
  onRelease(() => { released.push('listener') })
  await t.rejects(release(0), /second/)
  t.same(released, ['listener', 'store'])
})
