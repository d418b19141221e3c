import type { Page } from '@playwright/test'
import {
  allow,
  chooseAccount,
  connectButton,
  connectCard,
  connectInPopup,
  openConnections,
  QUESTION,
  report,
} from '../connect-journey.ts'
import { expectAccessible } from '../expect-accessible.ts'
import { ask, expect, finished, lastAnswer, signUp, test } from '../journey.ts'

/** Asks, and waits until the answer waits for a connection. */
async function askUnconnected(page: Page): Promise<void> {
  await signUp(page)
  await page.goto('/chat/new')
  await ask(page, QUESTION)
  await expect(connectButton(page)).toBeVisible()
}

test('Ask, connect in a popup, choose the account, and the same answer goes on with numbers, a chart and their source', async ({
  page,
}) => {
  await askUnconnected(page)
  await expect(connectCard(page)).toContainText('Parley will read')
  await expect(connectCard(page)).toContainText('Parley will never')
  await expect(connectCard(page)).toContainText('Sandbox')
  await connectInPopup(page)
  await expect(connectCard(page).getByRole('radio')).toHaveCount(2)
  await chooseAccount(page, 'Nordlicht Bikes')
  await finished(page)
  const check = async () => {
    await expect(connectCard(page)).toContainText('Connected to Nordlicht Bikes')
    await expect(report(page)).toContainText(
      /Google Analytics · Nordlicht Bikes · .+ · days in Europe\/Berlin · fetched/,
    )
    await expect(report(page).getByRole('img', { name: /Chart: Sessions/ })).toBeVisible()
    await expect(lastAnswer(page)).toContainText(/sessions from \d{4}-\d{2}-\d{2} to/)
  }
  await check()
  await expect(page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'Assistant' }) })).toHaveCount(
    1,
  )
  await page.reload()
  await check()

  await report(page).getByRole('button', { name: 'Total revenue' }).click()
  await expect(report(page).getByRole('img', { name: /Chart: Total revenue/ })).toBeVisible()
  await report(page).getByRole('button', { name: 'Table' }).click()
  await expect(report(page).getByRole('row')).toHaveCount(10)
  const csv = page.waitForEvent('download')
  await report(page).getByRole('button', { name: 'Download as CSV' }).click()
  expect((await csv).suggestedFilename()).toMatch(/^google-analytics_nordlicht-bikes_.*\.csv$/)
  await report(page).getByRole('button', { name: 'Chart' }).click()
  const png = page.waitForEvent('download')
  await report(page).getByRole('button', { name: 'Download the chart as PNG' }).click()
  expect((await png).suggestedFilename()).toMatch(/\.png$/)
})

test('Not now: the answer says what it can do without, and connecting stays possible', async ({ page }) => {
  await askUnconnected(page)
  await connectCard(page).getByRole('button', { name: 'Not now' }).click()
  await finished(page)
  await expect(lastAnswer(page)).toContainText('Google Analytics stays unconnected')
  await expect(connectCard(page)).toContainText('You said not now')
  await connectInPopup(page)
  await chooseAccount(page, 'Nordlicht Bikes')
  await expect(connectCard(page)).toContainText('Connected to Nordlicht Bikes')
  await ask(page, QUESTION)
  await expect(report(page)).toBeVisible()
})

test('A no at the provider is Not now', async ({ page }) => {
  await askUnconnected(page)
  const popup = page.waitForEvent('popup')
  await connectButton(page).click()
  await (await popup).getByRole('button', { name: 'Cancel' }).click()
  await finished(page)
  await expect(lastAnswer(page)).toContainText('Google Analytics stays unconnected')
})

test('Where the popup is blocked the same tab goes there and comes back to the conversation', async ({ page }) => {
  await page.addInitScript(() => {
    window.open = () => null
  })
  await askUnconnected(page)
  await connectButton(page).click()
  await connectCard(page).getByRole('button', { name: 'Open in this tab' }).click()
  await allow(page)
  await page.waitForURL(/\/chat\//)
  await chooseAccount(page, 'Nordlicht Bikes')
  await finished(page)
  await expect(report(page)).toContainText('Nordlicht Bikes')
})

test('The wrong account first: it is changed on the Connections page, and the next answer reads the right one', async ({
  page,
}) => {
  await askUnconnected(page)
  await connectInPopup(page)
  await chooseAccount(page, 'Harbor Coffee')
  await finished(page)
  await expect(report(page)).toContainText('Harbor Coffee')
  const conversation = page.url()
  await connectCard(page).getByRole('link', { name: 'Look at connections' }).click()
  await page.getByRole('combobox', { name: 'Account' }).selectOption({ label: 'Nordlicht Bikes (EUR, Europe/Berlin)' })
  await expect(page.getByText('Changed. New answers read this account.')).toBeVisible()
  await page.goto(conversation)
  await ask(page, QUESTION)
  await expect(report(page).nth(1)).toContainText('Nordlicht Bikes')
  await expect(report(page).first()).toContainText('Harbor Coffee')
})

test('Connected a day later on the Connections page, the answer that waited goes on; tested, then disconnected', async ({
  page,
}) => {
  await askUnconnected(page)
  const conversation = page.url()
  await openConnections(page)
  await expect(page.getByText('Nothing is connected yet.')).toBeVisible()
  await connectInPopup(page)
  await chooseAccount(page, 'Nordlicht Bikes')
  await page.getByRole('button', { name: 'Test' }).click()
  await expect(page.getByText(/It works: answered in \d+ ms/)).toBeVisible()
  await page.goto(conversation)
  await finished(page)
  await expect(report(page)).toContainText('Nordlicht Bikes')

  await openConnections(page)
  await page.getByRole('button', { name: 'Disconnect' }).click()
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.getByRole('button', { name: 'Disconnect' }).click()
  await page.getByRole('button', { name: 'Disconnect now' }).click()
  await expect(page.getByText(/has revoked the access/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Connect again' })).toBeVisible()
  await page.goto(conversation)
  await expect(connectCard(page)).toContainText('has been disconnected since')
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test(`axe finds nothing serious on cards and connections: ${colorScheme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 800 })
      await askUnconnected(page)
      await expectAccessible(page, 'connect card')
      await connectInPopup(page)
      await expect(connectCard(page).getByRole('radio')).toHaveCount(2)
      await expectAccessible(page, 'choose an account')
      await chooseAccount(page, 'Nordlicht Bikes')
      await finished(page)
      await expect(report(page).getByRole('img', { name: /Chart/ })).toBeVisible()
      await expectAccessible(page, 'report')
      await report(page).getByRole('button', { name: 'Table' }).click()
      await expectAccessible(page, 'report as a table')
      await page.goto('/connections')
      await page.getByRole('button', { name: 'Disconnect' }).click()
      await expectAccessible(page, 'connections')
    })
  }
}
