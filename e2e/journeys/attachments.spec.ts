import type { Page } from '@playwright/test'
import { expectAccessible } from '../expect-accessible.ts'
import { ask, composer, expect, finished, lastAnswer, signUp, test } from '../journey.ts'

const CSV = {
  name: 'visits.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from('day,visits\nMonday,120\nTuesday,301\nWednesday,79\n'),
}
const TOOL = { name: 'tool.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') }
const PNG = {
  name: 'logo.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ),
}

const chooser = (page: Page) => page.locator('input[type=file]')
const tray = (page: Page) => page.getByRole('list', { name: 'Files to send' })
const sentFiles = (page: Page) => page.getByRole('list', { name: 'Files', exact: true })
const hint = (page: Page) => page.locator('form p').last()

/** Drags a file made in the page over the thread, and lets it go there. */
async function dragOver(page: Page, drop: boolean): Promise<void> {
  const transfer = await page.evaluateHandle((text) => {
    const data = new DataTransfer()
    data.items.add(new File([text], 'dropped.csv', { type: 'text/csv' }))
    return data
  }, CSV.buffer.toString())
  const thread = page.getByRole('region', { name: 'Messages' })
  await thread.dispatchEvent('dragenter', { dataTransfer: transfer })
  await thread.dispatchEvent('dragover', { dataTransfer: transfer })
  if (drop) await thread.dispatchEvent('drop', { dataTransfer: transfer })
}

test('A CSV is chosen, asked about, and the answer draws on it; it can be had again', async ({ page }) => {
  await signUp(page)
  await page.goto('/chat/new')
  const dialog = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Attach files' }).click()
  await (await dialog).setFiles([CSV])
  await expect(tray(page)).toContainText('visits.csv')
  await expect(page.getByText('visits.csv is attached.')).toBeAttached()
  await expect(composer(page)).toBeFocused()
  await expect(hint(page)).toHaveText('Write what you would like to know.')
  await ask(page, 'How many visits does the file have?')
  await expect(tray(page)).toHaveCount(0)
  await expect(sentFiles(page)).toContainText('visits.csv')
  await finished(page)
  await expect(lastAnswer(page)).toContainText('3 rows')
  await expect(lastAnswer(page)).toContainText('visits: 500')
  await expect(lastAnswer(page)).not.toContainText('underlined')

  await page.reload()
  const download = page.waitForEvent('download')
  await sentFiles(page)
    .getByRole('link', { name: /visits\.csv/ })
    .click()
  expect((await download).suggestedFilename()).toBe('visits.csv')

  await ask(page, 'And which columns does that file have?')
  await finished(page)
  await expect(lastAnswer(page)).toContainText('2 columns: day, visits')
})

test('A changed question keeps its files', async ({ page, scripted }) => {
  await signUp(page, scripted.url)
  scripted.model.script([{ text: 'Three.' }], [{ text: 'Five hundred.' }])
  await chooser(page).setInputFiles([CSV])
  await expect(page.getByText('visits.csv is attached.')).toBeAttached()
  await ask(page, 'How many rows?')
  await finished(page)
  await page.getByRole('button', { name: 'Edit your question' }).click()
  await expect(sentFiles(page)).toContainText('visits.csv')
  await page.getByRole('textbox', { name: 'Edit your question' }).fill('How many visits?')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(lastAnswer(page)).toContainText('Five hundred.')
  await finished(page)
  await expect(sentFiles(page)).toContainText('visits.csv')
  const told = scripted.model.requests.at(-1)?.messages.at(-1)?.content ?? ''
  expect(told).toContain('Tuesday,301')
  expect(told).toMatch(/How many visits\?$/)
})

test('What cannot be attached says why, and goes; files are dropped, and survive a reload', async ({ page }) => {
  await signUp(page)
  await page.goto('/chat/new')
  await chooser(page).setInputFiles([TOOL, { ...CSV, name: 'empty.csv', buffer: Buffer.from('') }])
  await expect(tray(page)).toContainText('Files of this kind cannot be attached. Pictures (PNG')
  await expect(tray(page)).toContainText('The file is empty.')
  await composer(page).fill('What is in it?')
  await expect(page.getByRole('button', { name: 'Send' })).toBeDisabled()
  await expect(hint(page)).toContainText('Remove the file')
  await page.getByRole('button', { name: 'Remove tool.exe' }).click()
  await page.getByRole('button', { name: 'Remove empty.csv' }).click()
  await expect(tray(page)).toHaveCount(0)
  await expect(composer(page)).toBeFocused()
  await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled()

  await dragOver(page, false)
  await expect(page.getByText('Drop files to attach them')).toBeVisible()
  await dragOver(page, true)
  await expect(page.getByText('Drop files to attach them')).toHaveCount(0)
  await expect(page.getByText('dropped.csv is attached.')).toBeAttached()
  await page.reload()
  await expect(tray(page)).toContainText('dropped.csv')
  await expect(composer(page)).toHaveValue('What is in it?')
  await composer(page).press('Enter')
  await finished(page)
  await expect(lastAnswer(page)).toContainText('dropped.csv has 3 rows')
})

test.describe('with a network that breaks', () => {
  test.use({ allowConsoleErrors: /Failed to load resource/ })

  test('an upload says so and is tried again', async ({ page }) => {
    await signUp(page)
    await page.goto('/chat/new')
    await page.route('**/api/attachments/**', (route) => route.abort())
    await chooser(page).setInputFiles([CSV])
    await expect(tray(page)).toContainText('Parley cannot be reached.')
    await page.unroute('**/api/attachments/**')
    await page.getByRole('button', { name: 'Try visits.csv again' }).click()
    await expect(page.getByText('visits.csv is attached.')).toBeAttached()
  })
})

for (const [colorScheme, width] of [
  ['light', 1280],
  ['dark', 390],
] as const) {
  test(`axe finds nothing serious, and it fits: ${colorScheme}, ${width} px`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height: 800 })
    await signUp(page)
    await page.goto('/chat/new')
    await chooser(page).setInputFiles([CSV, PNG])
    await expect(tray(page)).toContainText('cannot see pictures')
    await ask(page, 'How many visits does the file have?')
    await finished(page)
    await chooser(page).setInputFiles([{ ...CSV, name: `a-${'long-'.repeat(20)}name.csv` }, TOOL])
    await expect(tray(page)).toContainText('Files of this kind')
    await expect(page.getByText(/name\.csv is attached/)).toBeAttached()
    await expectAccessible(page, 'files')
  })
}
