import { randomUUID } from 'node:crypto'
import { sendMessageOutput } from '@parley/contracts'
import { z } from 'zod'

const answered = z.object({ result: z.object({ data: z.unknown() }) })

/** A signed-up person who speaks plain HTTP to a server; test-only. */
export async function signUpTestClient(url: string) {
  const response = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Ada', email: `${randomUUID()}@example.test`, password: 'correct horse battery' }),
  })
  const { token } = z.object({ token: z.string() }).parse(await response.json())
  return testClient(url, token)
}

export type TestClient = ReturnType<typeof testClient>

/** A person with a token; after a restart the same token speaks to the new address. */
export function testClient(url: string, token: string) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const read = async (path: string, response: Response): Promise<unknown> => {
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
    return answered.parse(JSON.parse(text)).result.data
  }
  const addressOf = (path: string, input: object) =>
    `${url}/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`
  const mutate = async (path: string, input: object) =>
    read(path, await fetch(`${url}/trpc/${path}`, { method: 'POST', headers, body: JSON.stringify(input) }))
  return {
    token,
    mutate,
    query: async (path: string, input: object) => read(path, await fetch(addressOf(path, input), { headers })),
    async createConversation(): Promise<string> {
      return z.object({ id: z.string() }).parse(await mutate('conversations.create', {})).id
    },
    async send(conversationId: string, text: string) {
      const message = { conversationId, clientMessageId: randomUUID(), text }
      return sendMessageOutput.parse(await mutate('messages.send', message))
    },
    /** Reads a subscription until `isEnough` of what it sent so far; leaves it open. */
    async readStream(path: string, input: object, isEnough: (seen: string) => boolean): Promise<string> {
      const stream = await fetch(addressOf(path, input), { headers: { ...headers, accept: 'text/event-stream' } })
      const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
      let seen = ''
      for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
        seen += piece.value
        if (isEnough(seen)) break
      }
      return seen
    },
  }
}
