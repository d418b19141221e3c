import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conversationWithMessagesContract } from '@parley/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer, until } from './spawn-test-server.ts'
import { signUpTestClient, testClient } from './test-client.ts'

let dataDir: string
let server: TestServer
let onAsked: (response: ServerResponse) => void = () => undefined

const model = createServer((request, response) => {
  request.resume()
  onAsked(response)
})

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-kill-'))
  model.listen(0, '127.0.0.1')
  await once(model, 'listening')
})

afterEach(async () => {
  await server.stop()
  model.close()
  model.closeAllConnections()
  await rm(dataDir, { recursive: true, force: true })
})

function start(): Promise<TestServer> {
  const address = model.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const settings = { OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, OPENAI_API_KEY: 'k', OPENAI_MODEL: 'm' }
  return startTestServer(dataDir, settings)
}

function says(text: string) {
  return (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const chunk = { choices: [{ index: 0, delta: { content: text }, finish_reason: 'stop' }] }
    response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`)
  }
}

test('a server killed the moment it asks the model has written all of the exchange or nothing, and the same send goes through', async () => {
  server = await start()
  const before = await signUpTestClient(server.url)
  const conversationId = await before.createConversation()
  const sent = { conversationId, clientMessageId: randomUUID(), text: 'How do I plan a campaign?' }
  const post = (url: string) =>
    fetch(`${url}/trpc/messages.send`, {
      method: 'POST',
      headers: { authorization: `Bearer ${before.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(sent),
    })
  onAsked = () => server.process.kill('SIGKILL')
  const exited = once(server.process, 'exit')
  await expect(post(server.url)).rejects.toThrow()
  await exited

  onAsked = says('Begin with the goal.')
  server = await start()
  const after = testClient(server.url, before.token)
  const read = async () =>
    conversationWithMessagesContract.parse(await after.query('conversations.get', { conversationId }))
  const { messages } = await read()
  expect([[], ['user', 'assistant']]).toContainEqual(messages.map(({ role }) => role))
  expect((await post(server.url)).status).toBe(200)
  const isSettled = async () => (await read()).unfinishedMessageId === null
  await until(isSettled, 'the answer is there, or given up with its server', 30)
  expect((await read()).messages).toMatchObject([
    { role: 'user', status: 'complete', text: sent.text },
    { role: 'assistant', status: messages.length > 0 ? 'failed' : 'complete' },
  ])
}, 90_000)
