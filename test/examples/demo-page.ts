import t from 'tap'
import { openBrowser } from '../fixtures/open-browser.js'
import { startChild } from '../fixtures/start-child.js'

t.setTimeout(90_000)

t.test('the demo page plays on three screens, shows why the fourth is refused, and freezes a stopped one', async t => {
  const demo = await startChild({
    args: ['scripts/demo.js'],
    env: { PORT: '0' },
    isReady: line => line === 'Ctrl-C ends the demo.' ? true : undefined
  })
  t.teardown(demo.stop)
  const url = /(http:\S+) +four screens/.exec(demo.lines.join('\n'))?.[1] ?? ''
  const page = await (await openBrowser(t)).newPage({ viewport: { width: 390, height: 844 } })
  const mistakes: string[] = []
  page.on('pageerror', error => { mistakes.push(error.message) })
  await page.goto(url)
  const screens = page.locator('.screen')
  t.equal(await screens.count(), 4)
  const start = async (index: number, becomes = 'live'): Promise<void> => {
    await screens.nth(index).locator('.toggle').click()
    await screens.nth(index).and(page.locator(`[data-state=${becomes}]`)).waitFor()
  }
  for (const index of [0, 1, 2]) {
    await start(index)
    await page.waitForFunction(`document.querySelectorAll('video')[${index}].currentTime > 0.5`)
  }
  t.equal(await page.locator('#count').textContent(), '3 of 3 in use')

  await start(3, 'refused')
  t.match(await screens.nth(3).locator('.say').textContent(), /Too many streams.*code 2/)

  const focused = async (): Promise<string> => await page.evaluate("document.activeElement.getAttribute('aria-label')")
  await page.getByRole('button', { name: 'Cut off Laptop' }).press('Enter')
  await screens.nth(1).and(page.locator('[data-state=ended]')).waitFor()
  t.equal(await focused(), 'Start Laptop', 'the keyboard focus moves to the next button')
  t.match(await screens.nth(1).locator('.say').textContent(), /stopped by the operator.*code 6/)
  t.equal(await page.evaluate('document.querySelectorAll("video")[1].paused && document.querySelectorAll("video")[1].videoWidth > 0'), true, 'the last picture stays')
  t.equal(await page.locator('#count').textContent(), '2 of 3 in use')

  await page.keyboard.press('Enter')
  await screens.nth(1).and(page.locator('[data-state=live]')).waitFor()
  t.equal(await focused(), 'Stop Laptop')
  t.equal(await page.locator('#count').textContent(), '3 of 3 in use', 'the slot was free again')
  await screens.nth(0).locator('.toggle').click()
  await screens.nth(0).and(page.locator('[data-state=idle]')).waitFor()
  t.equal(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), true, 'the page fits a phone')
  t.same(mistakes, [])
})
