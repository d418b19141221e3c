import { ask, composer, expect, finished, lastAnswer, signUp, test } from '../journey.ts'

test('An unknown page says so and leads back', async ({ page }) => {
  await page.goto('/no/such/page')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page
    .getByRole('link', { name: /start|chat/i })
    .first()
    .click()
  await expect(page).not.toHaveURL(/no\/such/)
})

test('A draft survives a reload', async ({ page }) => {
  await signUp(page)
  await page.goto('/chat/new')
  await composer(page).fill('Half a thought about')
  await page.reload()
  await expect(composer(page)).toHaveValue('Half a thought about')
})

test.describe('without a network', () => {
  test.use({ allowConsoleErrors: /ERR_INTERNET_DISCONNECTED|Failed to fetch|Failed to load resource/ })
  test('it says so, keeps what was typed, and sends when the network is back', async ({ page, context }) => {
    await signUp(page)
    await ask(page, 'What is CPA?')
    await finished(page)
    await context.setOffline(true)
    await expect(page.getByText(/offline/i).first()).toBeVisible()
    await composer(page).fill('And what is CPC?')
    await composer(page).press('Enter')
    await expect(page.getByText('And what is CPC?').first()).toBeAttached()
    await context.setOffline(false)
    await expect(page.getByText(/you are offline/i)).toHaveCount(0)
    if ((await composer(page).inputValue()) !== '') await composer(page).press('Enter')
    await expect(page.getByRole('article').filter({ hasText: 'And what is CPC?' })).toHaveCount(1)
    await finished(page)
    await expect(lastAnswer(page)).toContainText('CPC')
  })
})
