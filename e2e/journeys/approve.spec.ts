import type { Page } from '@playwright/test'
import { makeByApi } from '../call-api.ts'
import { expectAccessible } from '../expect-accessible.ts'
import { ask, composer, expect, finished, lastAnswer, signUp, test } from '../journey.ts'

const ADD_NOTE = {
  name: 'add_note',
  displayName: 'Add a note',
  description: 'Writes a note into the notebook of the team, where everybody reads it.',
  category: 'custom',
  effect: 'write',
  parametersSchema: {
    type: 'object',
    required: ['text'],
    additionalProperties: false,
    properties: {
      text: { type: 'string', title: 'Note', description: 'What the note says.', maxLength: 40, pattern: '^[^!]*$' },
      isUrgent: { type: 'boolean', title: 'Urgent' },
      tags: { type: 'array', title: 'Tags', items: { type: 'string' } },
    },
  },
  implementation: {
    type: 'code',
    handler:
      'function handler({ text, isUrgent }) { return { saved: text.toUpperCase(), isUrgent: Boolean(isUrgent) } }',
  },
}

/** Signs up, makes an agent with a tool of its own, and asks it to use the tool. */
async function askForNote(page: Page, args: object = { text: 'Call Ana' }): Promise<void> {
  await signUp(page)
  await makeByApi(page, 'tools.create', ADD_NOTE)
  const agentId = await makeByApi(page, 'agents.create', {
    name: 'Keeper of notes',
    type: 'chatbot',
    systemPrompt: 'You keep the notes of the team.',
    tools: [{ name: ADD_NOTE.name, enabled: true }],
  })
  const conversationId = await makeByApi(page, 'conversations.create', { agentId })
  await page.goto(`/chat/${conversationId}`)
  await ask(page, `Use add_note with ${JSON.stringify(args)}`)
  await expect(button(page, 'Approve')).toBeVisible()
}

const card = (page: Page) => page.getByRole('region', { name: 'Approval: Add a note' })
const button = (page: Page, name: string) => card(page).getByRole('button', { name, exact: true })
const heading = (page: Page, words: string) => card(page).getByRole('heading', { name: words })

test.describe('edited', () => {
  test.use({ allowConsoleErrors: /400/ })
  test('Asked first, edited, refused beside the field, approved changed: the same card tells what came of it, also later', async ({
    page,
  }) => {
    await askForNote(page)
    await expect(card(page)).toContainText('“Add a note” needs your approval')
    await expect(card(page)).toContainText('Nothing was done yet.')
    await expect(card(page)).toContainText('Writes a note into the notebook of the team')
    await expect(card(page)).toContainText('It runs on this server.')
    await expect(card(page)).toContainText('Call Ana')
    await expect(page.getByRole('status').filter({ hasText: 'Add note needs your approval.' })).toBeAttached()
    await expect(lastAnswer(page)).toContainText('Waiting for your approval')
    await expect(composer(page)).toBeEnabled()

    await button(page, 'Edit').press('Enter')
    const note = card(page).getByRole('textbox', { name: 'Note' })
    await expect(note).toBeFocused()
    await note.fill('x'.repeat(41))
    await note.press('Enter')
    await expect(card(page)).toContainText('Keep it to 40 characters; these are 41.')
    await note.fill('Call Ana!')
    await note.press('Enter')
    await expect(card(page)).toContainText('It must match pattern')
    await expect(note).toHaveAttribute('aria-invalid', 'true')
    await expect(note).toBeFocused()
    await note.fill('Call Bo')
    await expect(card(page)).toContainText('Before: Call Ana')
    await card(page).getByRole('combobox', { name: 'Urgent' }).selectOption('Yes')
    await note.press('Enter')
    await expect(heading(page, '“Add a note” is done')).toBeFocused()
    await finished(page)
    const check = async () => {
      await expect(heading(page, '“Add a note” is done')).toBeVisible()
      await expect(card(page)).toContainText('"saved": "CALL BO"')
      await expect(card(page)).toContainText('"isUrgent": true')
      await card(page).getByText('What went with it').click()
      await expect(card(page)).toContainText('Call Bo')
      await expect(lastAnswer(page)).toContainText('CALL BO')
    }
    await check()
    await page.reload()
    await check()
  })
})

test('Declined, nothing is done and the answer says so; asked again, it asks again', async ({ page }) => {
  await askForNote(page)
  await button(page, 'Decline').click()
  await expect(heading(page, 'You declined “Add a note”')).toBeVisible()
  await finished(page)
  await expect(lastAnswer(page)).toContainText(/declined/i)
  await expect(card(page)).not.toContainText('CALL ANA')
  await page.reload()
  await expect(heading(page, 'You declined “Add a note”')).toBeVisible()
  await button(page, 'Ask again').click()
  await expect(button(page, 'Approve')).toBeVisible()
})

test('Approved as it stands, by keyboard alone', async ({ page }) => {
  await askForNote(page)
  await button(page, 'Approve').focus()
  await page.keyboard.press('Enter')
  await finished(page)
  await expect(card(page)).toContainText('"saved": "CALL ANA"')
})

test('Other words end the answer that waits: nothing is done', async ({ page }) => {
  await askForNote(page)
  await ask(page, 'What is ROAS?')
  await finished(page)
  await expect(heading(page, '“Add a note” did not run')).toBeVisible()
  await expect(button(page, 'Approve')).toHaveCount(0)
})

test('Decided in another tab, the card shows it here', async ({ page, context }) => {
  await askForNote(page)
  const other = await context.newPage()
  await other.goto(page.url())
  await button(other, 'Approve').click({ timeout: 30_000 })
  await expect(heading(page, '“Add a note” is done')).toBeVisible()
})

test.describe('in a tab that does not hear of it', () => {
  test.use({ allowConsoleErrors: /409/ })
  test('a decision that comes too late is refused, and the card shows what was decided', async ({ page, context }) => {
    await askForNote(page)
    const deaf = await context.newPage()
    await deaf.addInitScript(() => {
      Object.defineProperty(BroadcastChannel.prototype, 'onmessage', { set() {} })
    })
    await deaf.goto(page.url())
    await expect(button(deaf, 'Decline')).toBeVisible({ timeout: 30_000 })
    await button(page, 'Approve').click()
    await expect(heading(page, '“Add a note” is done')).toBeVisible()
    await button(deaf, 'Decline').click()
    await expect(deaf.getByText('This was decided already.')).toBeVisible()
    await expect(heading(deaf, '“Add a note” is done')).toBeVisible()
  })
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test(`axe finds nothing serious on the card: ${colorScheme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 800 })
      await askForNote(page, { text: 'Call Ana', tags: ['sales', 'today'] })
      await expectAccessible(page, 'approve')
      await button(page, 'Edit').click()
      await expect(card(page).getByRole('textbox', { name: 'Note' })).toBeInViewport({ ratio: 1 })
      await card(page).getByRole('textbox', { name: 'Tags' }).fill('[')
      await button(page, 'Approve changed').click()
      await expect(card(page)).toContainText('This is not valid JSON.')
      await expect(card(page).getByRole('textbox', { name: 'Tags' })).toBeInViewport({ ratio: 1 })
      await expectAccessible(page, 'edit')
      await button(page, 'Cancel').click()
      await expect(button(page, 'Edit')).toBeFocused()
      await button(page, 'Approve').click()
      await finished(page)
      await expectAccessible(page, 'done')
    })
  }
}
