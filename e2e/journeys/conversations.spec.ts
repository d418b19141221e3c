import { ask, expect, finished, lastAnswer, signUp, test } from '../journey.ts'

test('Conversations: newest first, search, rename, archive, restore, delete with undo', async ({ page }) => {
  await signUp(page)
  for (const topic of ['What is CTR?', 'Write three subject lines for a spring sale']) {
    await page.goto('/chat')
    await ask(page, topic)
    await finished(page)
  }
  const list = page.getByRole('navigation', { name: 'Conversations' })
  await expect(list.getByRole('listitem')).toHaveCount(2)

  // Titles are generated; rename the newest in its place.
  await expect(list.getByRole('listitem').filter({ hasText: 'New conversation' })).toHaveCount(0)
  const first = list.getByRole('listitem').first()
  await first.hover()
  await first.getByRole('button', { name: /^More about/ }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'Conversation name' }).fill('Spring (100% off?) sale')
  await page.getByRole('textbox', { name: 'Conversation name' }).press('Enter')
  await expect(list.getByRole('link', { name: 'Spring (100% off?) sale' })).toBeVisible()

  await page.getByRole('textbox', { name: 'Search conversations by name' }).fill('(100% OFF')
  await expect(list.getByRole('listitem')).toHaveCount(1)
  await expect(page).toHaveURL(/100/)
  await page.getByRole('textbox', { name: 'Search conversations by name' }).fill('no such name')
  await expect(list.getByText(/No conversation has/)).toBeVisible()
  await page.getByRole('button', { name: 'Clear search' }).click()
  await expect(list.getByRole('listitem')).toHaveCount(2)

  const sale = list.getByRole('listitem').filter({ hasText: 'Spring' })
  await sale.hover()
  await sale.getByRole('button', { name: /^More about/ }).click()
  await page.getByRole('menuitem', { name: 'Archive' }).click()
  await expect(sale).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(sale).toHaveCount(1)

  await sale.hover()
  await sale.getByRole('button', { name: /^More about/ }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(sale).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(sale).toHaveCount(1)
  await page.reload()
  await expect(sale).toHaveCount(1)
})

test('Two people never see each other’s conversations', async ({ page, browser, baseURL }) => {
  await signUp(page)
  await ask(page, 'My secret campaign is called Bluebird')
  await finished(page)
  const secret = page.url()

  const other = await browser.newContext(baseURL ? { baseURL } : {})
  const stranger = await other.newPage()
  await signUp(stranger)
  await expect(stranger.getByText('Bluebird')).toHaveCount(0)
  await stranger.goto(secret)
  await expect(stranger.getByText('This conversation is not here')).toBeVisible()
  await expect(stranger.getByText('Bluebird')).toHaveCount(0)

  // What the stranger’s assistant finds about past conversations is the stranger’s own.
  await stranger.goto('/chat')
  await ask(stranger, 'Find my past conversations about Bluebird')
  await finished(stranger)
  await expect(lastAnswer(stranger)).not.toContainText('My secret campaign')
  await other.close()
})
