import { ask, composer, expect, finished, lastAnswer, newPerson, signUp, test } from '../journey.ts'

test('From the example page to a rated answer, found again after a reload', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('main')).toContainText('Its widgets are empty on purpose')
  const panel = page.getByRole('region', { name: 'Parley chat' })
  await panel.getByRole('button', { name: 'Try the demo' }).click()
  await expect(composer(page)).toBeVisible()

  await ask(page, 'Compare CTR and conversion rate in a table')
  await finished(page)
  await expect(lastAnswer(page).getByRole('table')).toBeVisible()
  await expect(lastAnswer(page)).toContainText('Sandbox')

  await lastAnswer(page).getByRole('button', { name: 'Good answer' }).click()
  await expect(lastAnswer(page).getByRole('button', { name: 'Good answer' })).toHaveAttribute('aria-pressed', 'true')
  await lastAnswer(page).getByRole('button', { name: 'Bad answer' }).click()
  await lastAnswer(page).getByRole('button', { name: 'Missing data' }).click()
  await lastAnswer(page).getByRole('textbox', { name: 'Comment' }).fill('Where is the bounce rate?')
  await lastAnswer(page).getByRole('button', { name: 'Send' }).click()
  await expect(lastAnswer(page).getByRole('button', { name: 'Edit feedback' })).toBeVisible()

  await page.reload()
  await expect(lastAnswer(page).getByRole('table')).toBeVisible()
  await expect(lastAnswer(page).getByRole('button', { name: 'Bad answer' })).toHaveAttribute('aria-pressed', 'true')
  await lastAnswer(page).getByRole('button', { name: 'Edit feedback' }).click()
  await expect(lastAnswer(page).getByRole('textbox', { name: 'Comment' })).toHaveValue('Where is the bounce rate?')
  await expect(lastAnswer(page).getByRole('button', { name: 'Missing data' })).toHaveAttribute('aria-pressed', 'true')
  await lastAnswer(page).getByRole('button', { name: 'Withdraw rating' }).click()
  await expect(lastAnswer(page).getByRole('button', { name: 'Bad answer' })).toHaveAttribute('aria-pressed', 'false')

  // The full page shows the same conversation.
  await panel.getByRole('link', { name: 'Open the full page' }).click()
  await expect(page).toHaveURL(/\/chat\/[0-9a-f]{24}/)
  await expect(lastAnswer(page).getByRole('table')).toBeVisible()
  await page.reload()
  await expect(lastAnswer(page).getByRole('button', { name: 'Bad answer' })).toHaveAttribute('aria-pressed', 'false')
})

test('The assistant finds the person’s own past conversations', async ({ page }) => {
  await signUp(page)
  await ask(page, 'Give me three subject lines for the autumn sale')
  await finished(page)
  await expect(page.getByRole('heading', { level: 1, name: 'New conversation' })).toHaveCount(0)
  const title = (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
  await page.getByRole('link', { name: 'New conversation' }).click()
  await ask(page, 'What did we talk about before?')
  await finished(page)
  await expect(lastAnswer(page)).toContainText(title)
})

test.describe('forms that are refused', () => {
  // Chromium logs every answer of 4xx as an error.
  test.use({ allowConsoleErrors: /status of 4\d\d/ })

  test('Signing up, out and in; what is wrong stands beside the field', async ({ page }) => {
    await page.goto('/sign-up')
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('E-mail').fill('ada@example.com')
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Create account' }).click()
    await expect(page.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true')
    await expect(page.getByLabel('Password')).toBeFocused()

    const person = await signUp(page, '', newPerson())
    await page.getByRole('button', { name: `Account: ${person.name}` }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    // Gone is who is shown out: a page opened before the server has heard of it would still be theirs.
    await expect(page).toHaveURL('/')
    await page.goto('/chat')
    await expect(page).toHaveURL(/sign-in/)
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByLabel('Password').fill(person.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page).toHaveURL(/\/chat/)
    await expect(composer(page)).toBeVisible()
  })

  test('A wrong password is refused in words', async ({ page }) => {
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill('nobody@example.com')
    await page.getByLabel('Password').fill('not the right one')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert')).toBeVisible()
    await expect(page).toHaveURL(/sign-in/)
  })
})
