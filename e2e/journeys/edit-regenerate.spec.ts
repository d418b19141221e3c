import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { ask, composer, expect, finished, lastAnswer, signUp, test } from '../journey.ts'

const fold = (page: Page, name: string) => page.getByRole('button', { name })
const editor = (page: Page) => page.getByRole('textbox', { name: 'Edit your question' })
const pencils = (page: Page) => page.getByRole('button', { name: 'Edit your question' })

test('An answer is asked for again: the old one is folded in its place and the model is not told it', async ({
  page,
  scripted,
}) => {
  await signUp(page, scripted.url)
  scripted.model.script([{ text: 'A weak answer.' }], [{ text: 'A better answer.' }], [{ text: 'The rest.' }])
  await ask(page, 'Which channel grew?')
  await finished(page)
  await lastAnswer(page).getByRole('button', { name: 'Bad answer' }).click()
  await lastAnswer(page).getByRole('button', { name: 'Ask again' }).click()
  await expect(lastAnswer(page)).toContainText('A better answer.')
  await finished(page)
  await expect(composer(page)).toBeFocused()
  await expect(page.getByText('Which channel grew?')).toHaveCount(1)
  await expect(page.getByText('A weak answer.')).toHaveCount(0)

  await page.reload()
  const older = fold(page, 'Earlier answer, asked again below')
  await expect(older).toHaveAttribute('aria-expanded', 'false')
  await older.focus()
  await page.keyboard.press('Enter')
  await expect(older).toHaveAttribute('aria-expanded', 'true')
  await expect(page.getByText('A weak answer.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Bad answer' }).first()).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('button', { name: 'Ask again' })).toHaveCount(1)
  await older.click()
  await expect(page.getByText('A weak answer.')).toHaveCount(0)

  await ask(page, 'And why?')
  await expect(lastAnswer(page)).toContainText('The rest.')
  const told = scripted.model.requests.at(-1)?.messages.filter(({ role }) => role !== 'system')
  expect(told?.map(({ content }) => content)).toEqual(['Which channel grew?', 'A better answer.', 'And why?'])
})

test('A question is changed in its place, by keyboard, and answered anew', async ({ page, scripted }) => {
  await signUp(page, scripted.url)
  scripted.model.script([{ text: 'About April.' }], [{ text: 'About May.' }])
  await ask(page, 'How was April?')
  await finished(page)
  await pencils(page).focus()
  await page.keyboard.press('Enter')
  await expect(editor(page)).toBeFocused()
  await editor(page).press('Escape')
  await expect(editor(page)).toHaveCount(0)
  await expect(pencils(page)).toBeFocused()

  await page.keyboard.press('Enter')
  await editor(page).fill('How was May?')
  await editor(page).press('Shift+Enter')
  await expect(editor(page)).toHaveValue('How was May?\n')
  await editor(page).fill('How was May?')
  await editor(page).press('Enter')
  await expect(lastAnswer(page)).toContainText('About May.')
  await finished(page)
  await expect(composer(page)).toBeFocused()
  await expect(page.getByText('How was April?')).toHaveCount(0)
  const told = scripted.model.requests.at(-1)?.messages.filter(({ role }) => role !== 'system')
  expect(told?.map(({ content }) => content)).toEqual(['How was May?'])

  await page.reload()
  const older = fold(page, 'Earlier question, changed below')
  await older.click()
  await expect(page.getByText('How was April?')).toBeVisible()
  await expect(page.getByText('About April.')).toBeVisible()
  await expect(pencils(page)).toHaveCount(1)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 760 }, hasTouch: true, isMobile: true, colorScheme: 'dark' })

  test('pencil and Ask again are there without hovering, and fit', async ({ page, scripted }) => {
    await signUp(page, scripted.url)
    scripted.model.script([{ text: `First.${'\n\nA line.'.repeat(8)}` }], [{ text: 'Second.' }])
    await page.getByRole('link', { name: 'New conversation' }).click()
    await ask(page, `How was the ${'spring '.repeat(20)}campaign?`)
    await finished(page)
    await pencils(page).tap()
    // What is being written stays in view while it grows.
    await editor(page).fill(`How was it?${'\nAnd why?'.repeat(7)}`)
    await expect(editor(page)).toBeInViewport({ ratio: 1 })
    await expect(page.getByRole('button', { name: 'Save' })).toBeInViewport({ ratio: 1 })
    await editor(page).fill('How was it?')
    await page.getByRole('button', { name: 'Save' }).tap()
    await expect(lastAnswer(page)).toContainText('Second.')
    await finished(page)
    await lastAnswer(page).getByRole('button', { name: 'Ask again' }).tap()
    await expect(fold(page, 'Earlier answer, asked again below')).toBeVisible()
    await fold(page, 'Earlier question, changed below').tap()
    await expect(page.getByText('First.')).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })
})

test.describe('with a request that is lost', () => {
  test.use({ allowConsoleErrors: /Failed to load resource/ })

  test('asking again leaves the answer where it is', async ({ page, scripted }) => {
    await signUp(page, scripted.url)
    scripted.model.script([{ text: 'Only once.' }], [{ text: 'Twice.' }])
    await ask(page, 'Once?')
    await finished(page)
    await page.route('**/trpc/messages.regenerate**', (route) => route.abort())
    await lastAnswer(page).getByRole('button', { name: 'Ask again' }).click()
    await expect(page.getByText(/^Not sent\./)).toBeVisible()
    await expect(page.getByText('Only once.')).toBeVisible()
    await page.unroute('**/trpc/messages.regenerate**')
    await page.getByRole('button', { name: 'Send again' }).click()
    await expect(lastAnswer(page)).toContainText('Twice.')
    await expect(page.getByText('Only once.')).toHaveCount(0)
  })
})

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 320],
] as const) {
  test(`axe finds nothing serious: ${colorScheme}, ${width} px`, async ({ page, scripted }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 800 })
    await signUp(page, scripted.url)
    await page.goto(`${scripted.url}/chat/new`)
    scripted.model.script([{ text: 'First.' }], [{ text: 'Second.' }])
    await ask(page, 'How was it?')
    await finished(page)
    await lastAnswer(page).getByRole('button', { name: 'Ask again' }).click()
    await expect(lastAnswer(page)).toContainText('Second.')
    await finished(page)
    await fold(page, 'Earlier answer, asked again below').click()
    await pencils(page).click()
    await expect(editor(page)).toBeFocused()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  })
}
