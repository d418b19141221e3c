import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chooseAccount, connectButton, connectInPopup, openConnections, QUESTION } from '../connect-journey.ts'
import { ask, expect, finished, signUp, test } from '../journey.ts'

interface ProviderState {
  records: [name: string, record: unknown][]
}

/** Every access and refresh token the sandbox's provider ever gave, from its own state: there a token's name is the token. */
async function issuedTokens(): Promise<string[]> {
  const path = join(process.env.PARLEY_E2E_DATA_DIR ?? '', 'sandbox', 'sandbox-google.json')
  const state: ProviderState = JSON.parse(await readFile(path, 'utf8'))
  return state.records.flatMap(([name]) => /^(?:AccessToken|RefreshToken):(.+)$/.exec(name)?.[1] ?? [])
}

test('No token reaches the page: not its text, its storage, nor any answer it was given', async ({ page }) => {
  const answers: Promise<string>[] = []
  page.on('response', (response) => {
    const isStream = response.headers()['content-type']?.includes('event-stream')
    if (!isStream && new URL(response.url()).pathname.startsWith('/trpc')) answers.push(response.text().catch(() => '')) // a page that was left takes its bodies with it
  })
  await signUp(page)
  await page.goto('/chat/new')
  await ask(page, QUESTION)
  await expect(connectButton(page)).toBeVisible()
  await connectInPopup(page)
  await chooseAccount(page, 'Nordlicht Bikes')
  await finished(page)
  const thread = await page.content()
  await openConnections(page)
  await expect(page.getByRole('button', { name: 'Disconnect' })).toBeVisible()
  const storage = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
  )
  const seen = [thread, await page.content(), storage, ...(await Promise.all(answers))].join('\n')
  expect(seen).toContain('Nordlicht Bikes')
  const tokens = await issuedTokens()
  expect(tokens.length).toBeGreaterThanOrEqual(2)
  expect(tokens.filter((token) => seen.includes(token))).toEqual([])
})
