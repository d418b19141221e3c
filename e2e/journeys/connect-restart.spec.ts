import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allow, chooseAccount, connectButton, connectCard, QUESTION, report } from '../connect-journey.ts'
import { ask, expect, finished, signUp, test } from '../journey.ts'
import { startParley } from '../running-parley.ts'

test.describe('A server that restarts', () => {
  // While it is away the page asks in vain, which the browser logs.
  test.use({ allowConsoleErrors: /ERR_CONNECTION|Failed to load resource|ERR_INCOMPLETE|ERR_EMPTY/ })

  test('between consent and answer loses nothing: the choice is still offered, and the same answer goes on', async ({
    page,
  }) => {
    test.setTimeout(120_000)
    const dataDir = await mkdtemp(join(tmpdir(), 'parley-restart-'))
    let parley = await startParley({ DATA_DIR: dataDir })
    try {
      await signUp(page, parley.url)
      await ask(page, QUESTION)
      const opened = page.waitForEvent('popup')
      await connectButton(page).click()
      await allow(await opened)
      await expect(connectCard(page).getByRole('radio')).toHaveCount(2)
      await parley.stop()
      parley = await startParley({ DATA_DIR: dataDir, PORT: new URL(parley.url).port })
      await chooseAccount(page, 'Nordlicht Bikes')
      await finished(page)
      await expect(report(page)).toContainText('Nordlicht Bikes')
      await page.reload()
      await expect(report(page)).toContainText('Nordlicht Bikes')
    } finally {
      await parley.stop()
      await rm(dataDir, { recursive: true, force: true })
    }
  })
})
