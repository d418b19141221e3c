import type { Page } from '@playwright/test'

export const QUESTION = 'How did my site do last week?'

/** The card that asks for the connection, in whichever state. */
export function connectCard(page: Page) {
  return page.getByRole('region', { name: 'Connect Google Analytics' })
}

export function connectButton(page: Page) {
  return connectCard(page).getByRole('button', { name: 'Connect Google Analytics' })
}

export function report(page: Page) {
  return page.getByRole('region', { name: /^Report:/ })
}

/** Says yes on the provider's consent page, as the sign-in with two accounts. */
export async function allow(page: Page): Promise<void> {
  await page.getByRole('radio', { name: /Anna/ }).check()
  await page.getByRole('button', { name: 'Allow' }).click()
}

/** From the Connect card through the window of its own, which closes itself. */
export async function connectInPopup(page: Page): Promise<void> {
  const opened = page.waitForEvent('popup')
  await connectButton(page).click()
  const popup = await opened
  const closed = popup.waitForEvent('close')
  await allow(popup)
  await closed
}

export async function chooseAccount(page: Page, name: string): Promise<void> {
  await page.getByRole('radio', { name }).check()
  await page.getByRole('button', { name: 'Use this account' }).click()
}

export async function openConnections(page: Page): Promise<void> {
  await page.goto(new URL('/connections', page.url()).href)
}
