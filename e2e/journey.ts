import { test as base, expect, type Page } from '@playwright/test'
import { startParley } from './running-parley.ts'
import { type ScriptedModel, startScriptedModel } from './scripted-model.ts'

export { expect }

interface Fixtures {
  /** Fails the journey when the page logs an error nobody expected. Journeys that expect some say so with `allowConsoleErrors`. */
  quietConsole: undefined
  allowConsoleErrors: RegExp | null
}

interface WorkerFixtures {
  /** A second Parley whose model says what the test scripts. */
  scripted: { url: string; model: ScriptedModel }
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  allowConsoleErrors: [null, { option: true }],
  quietConsole: [
    async ({ context, allowConsoleErrors }, use) => {
      const errors: string[] = []
      const keep = (text: string) => {
        if (!allowConsoleErrors?.test(text)) errors.push(text)
      }
      context.on(
        'console',
        (message) => message.type() === 'error' && keep(`${message.text()} ${message.location().url}`),
      )
      context.on('weberror', (error) => keep(error.error().message))
      await use(undefined)
      expect(errors, 'console errors').toEqual([])
    },
    { auto: true },
  ],
  scripted: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern
    async ({}, use) => {
      const model = await startScriptedModel()
      const parley = await startParley({ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'test', OPENAI_MODEL: 'scripted' })
      await use({ url: parley.url, model })
      await parley.stop()
      await model.close()
    },
    { scope: 'worker' },
  ],
})

let people = 0

export function newPerson(): { name: string; email: string; password: string } {
  const name = `Person ${process.pid}-${++people}`
  return { name, email: `person-${process.pid}-${people}-${Date.now()}@example.com`, password: 'correct horse battery' }
}

/** Signs up as a newcomer does and lands in the full-page chat. */
export async function signUp(page: Page, origin = '', person = newPerson()): Promise<typeof person> {
  await page.goto(`${origin}/sign-up`)
  await page.getByLabel('Name').fill(person.name)
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.waitForURL(/\/chat/)
  return person
}

export function composer(page: Page) {
  return page.getByRole('textbox', { name: 'Message' })
}

/** Types and sends with Enter. */
export async function ask(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** The newest answer of the thread. */
export function lastAnswer(page: Page) {
  return page
    .getByRole('article')
    .filter({ has: page.getByRole('heading', { name: 'Assistant' }) })
    .last()
}

/** Waits until the newest answer is finished: its actions are there. */
export async function finished(page: Page): Promise<void> {
  await expect(lastAnswer(page).getByRole('button', { name: 'Copy answer' })).toBeVisible({ timeout: 20_000 })
}
