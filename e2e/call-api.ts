import type { Page } from '@playwright/test'

/** Calls a mutation of the API as the person of a page, from that page; answers the id of what it made. */
export async function makeByApi(page: Page, path: string, input: object): Promise<string> {
  const [status, text] = await page.evaluate(
    async ({ path, input }) => {
      const headers = { 'content-type': 'application/json', 'Idempotency-Key': crypto.randomUUID() }
      const response = await fetch(`/trpc/${path}`, { method: 'POST', headers, body: JSON.stringify(input) })
      return [response.status, await response.text()] as const
    },
    { path, input },
  )
  if (status !== 200) throw new Error(`${path}: ${status} ${text}`)
  const { result }: { result: { data: { id: string } } } = JSON.parse(text)
  return result.data.id
}
