import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { agentPageContract, conversationWithMessagesContract } from '@parley/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer, type TestServer, until } from './spawn-test-server.ts'
import { signUpTestClient, type TestClient, testClient } from './test-client.ts'

let dataDir: string
let server: TestServer | undefined
let arrived = 0
/** Takes every request and answers none. */
const silent = createServer((request) => {
  arrived += 1
  request.resume()
})

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-kill-tool-'))
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
})

afterEach(async () => {
  silent.closeAllConnections()
  silent.close()
  await server?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const start = () => startTestServer(dataDir, { PRIVATE_TOOLS: 'on' })

/** An agent that may add notes, at an address that never answers. */
async function giveTool(client: TestClient): Promise<void> {
  const bound = silent.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  await client.mutate('tools.create', {
    name: 'add_note',
    displayName: 'Add a note',
    description: 'Adds a note.',
    category: 'communication',
    parametersSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    implementation: { type: 'webhook', handler: `http://127.0.0.1:${port}/notes` },
    effect: 'write',
  })
  await client.createConversation() // brings the organization its first agent
  const { items } = agentPageContract.parse(await client.query('agents.list', {}))
  const tools = [{ name: 'add_note', enabled: true }]
  await client.mutate('agents.update', { agentId: items[0]?.id, tools })
}

test('a server killed in the middle of an approved call: the next one does not call again, and says so', async () => {
  server = await start()
  let client = await signUpTestClient(server.url)
  await giveTool(client)
  const conversationId = await client.createConversation()
  const { assistantMessage } = await client.send(conversationId, 'Use add_note with {"text":"Call Ana"}')
  const answer = async () => {
    const read = await client.query('conversations.get', { conversationId })
    return conversationWithMessagesContract.parse(read).messages[1]
  }
  await until(async () => (await answer())?.status === 'awaiting_approval', 'the answer waits for approval', 30)
  const functionCallId = (await answer())?.functionCalls[0]?.id
  const messageId = assistantMessage.id
  await client.mutate('messages.decide', { conversationId, messageId, functionCallId, decision: 'approve' })
  await until(() => arrived === 1, 'the call has arrived', 30)
  server.process.kill('SIGKILL')
  await once(server.process, 'exit')
  server = await start()
  client = testClient(server.url, client.token)
  await until(async () => (await answer())?.status === 'complete', 'the answer goes on', 60)
  const error = 'It is not known whether this was done.'
  expect((await answer())?.functionCalls).toMatchObject([{ state: 'failed', error }])
  expect((await answer())?.text).toContain(error)
  expect(arrived).toBe(1)
}, 180_000)
