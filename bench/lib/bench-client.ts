import { randomUUID } from 'node:crypto'
import { z } from 'zod'

const signedUp = z.object({ token: z.string() })
const created = z.object({ result: z.object({ data: z.object({ id: z.string() }) }) })
const sent = z.object({ result: z.object({ data: z.object({ assistantMessage: z.object({ id: z.string() }) }) }) })

/** A signed-in client that speaks plain HTTP, so that what is timed is Parley and not a client library. */
export interface BenchClient {
  query(path: string, input: unknown): Promise<unknown>
  /** With a title, so that no model is asked for one behind what is timed. */
  createConversation(): Promise<string>
  /** Sends and resolves with the assistant message's id. */
  send(conversationId: string, text: string): Promise<string>
  /** Opens messages.stream; resolves when the first text arrived, `ended` when the turn is done. */
  firstText(conversationId: string, messageId: string): Promise<{ ended: Promise<void> }>
}

export function signUp(baseUrl: string): Promise<BenchClient> {
  const email = `bench-${randomUUID()}@example.com`
  return enter(baseUrl, 'sign-up/email', { name: 'Bench', email, password: randomUUID() })
}

export function signIn(baseUrl: string, email: string, password: string): Promise<BenchClient> {
  return enter(baseUrl, 'sign-in/email', { email, password })
}

async function enter(baseUrl: string, path: string, credentials: object): Promise<BenchClient> {
  const answer = await fetch(`${baseUrl}/api/auth/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: baseUrl },
    body: JSON.stringify(credentials),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  const { token } = signedUp.parse(await answer.json())
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }

  async function mutate(path: string, input: unknown): Promise<unknown> {
    const response = await fetch(`${baseUrl}/trpc/${path}`, { method: 'POST', headers, body: JSON.stringify(input) })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }

  return {
    async query(path, input) {
      const response = await fetch(`${baseUrl}/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, {
        headers,
      })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return response.json()
    },
    async createConversation() {
      return created.parse(await mutate('conversations.create', { title: 'Bench' })).result.data.id
    },
    async send(conversationId, text) {
      const answer = await mutate('messages.send', { conversationId, clientMessageId: randomUUID(), text })
      return sent.parse(answer).result.data.assistantMessage.id
    },
    async firstText(conversationId, messageId) {
      const input = encodeURIComponent(JSON.stringify({ conversationId, messageId }))
      const response = await fetch(`${baseUrl}/trpc/messages.stream?input=${input}`, {
        headers: { ...headers, accept: 'text/event-stream' },
      })
      return readUntil(
        response,
        (text) => /"type":"(text|reset)","text":"[^"]/.test(text) || text.includes('"type":"done"'),
        '"type":"done"',
      )
    },
  }
}

/** Reads a stream until `isFirst` holds; `ended` goes on until `last` was seen. */
export async function readUntil(
  response: Response,
  isFirst: (textSoFar: string) => boolean,
  last: string,
): Promise<{ ended: Promise<void> }> {
  if (!response.ok || !response.body) throw new Error(`stream: ${response.status} ${await response.text()}`)
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (!isFirst(text)) {
    const { done, value } = await reader.read()
    if (done) throw new Error(`The stream ended before its first text: ${text.slice(0, 300)}`)
    text += decoder.decode(value, { stream: true })
  }
  const ended = (async () => {
    while (!text.includes(last)) {
      const { done, value } = await reader.read()
      if (done) return
      text += decoder.decode(value, { stream: true })
    }
    await reader.cancel()
  })()
  return { ended }
}
