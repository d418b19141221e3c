import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conversationWithMessagesContract } from '@parley/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { childrenOf, isAlive, startTestServer, type TestServer, until } from './spawn-test-server.ts'
import { signUpTestClient, type TestClient, testClient } from './test-client.ts'

/** `pnpm test:soak kill` runs the full count. */
const KILLS = process.env.PARLEY_SOAK ? 10 : 2

let dataDir: string
let server: TestServer | undefined

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-kill-'))
})

afterEach(async () => {
  await server?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const start = () => startTestServer(dataDir, { SANDBOX_MODEL_CHARACTERS_PER_SECOND: '60' })

/** Sends and reads the answer's stream until its first text has arrived. */
async function askAndReadSome(client: TestClient, text: string) {
  const conversationId = await client.createConversation()
  const { userMessage, assistantMessage } = await client.send(conversationId, text)
  const stream = { conversationId, messageId: assistantMessage.id }
  await client.readStream('messages.stream', stream, (seen) => seen.includes('"type":"text"'))
  return { conversationId, text, ids: [userMessage.id, assistantMessage.id] }
}

test(
  `killing the server in mid-answer, ${KILLS} times, loses nothing acknowledged and leaves nothing behind`,
  async () => {
    server = await start()
    let client = await signUpTestClient(server.url)
    const asked: Awaited<ReturnType<typeof askAndReadSome>>[] = []
    for (let round = 0; round < KILLS; round++) {
      asked.push(await askAndReadSome(client, `Question ${round}: how do I plan a spring campaign?`))
      const children = childrenOf(server.process)
      expect(children).toHaveLength(2)
      server.process.kill('SIGKILL')
      await once(server.process, 'exit')
      server = await start()
      client = testClient(server.url, client.token)
      await until(() => !children.some(({ pid }) => isAlive(pid)), 'the killed server has left no process', 15)
    }
    const read = async (conversationId: string) =>
      conversationWithMessagesContract.parse(await client.query('conversations.get', { conversationId }))
    const isSettled = async () => {
      const all = await Promise.all(asked.map(({ conversationId }) => read(conversationId)))
      return all.every(({ messages }) => messages.every(({ status }) => status !== 'pending' && status !== 'streaming'))
    }
    await until(isSettled, 'nothing is pending or streaming after the restart', 30)
    for (const { conversationId, text, ids } of asked) {
      const conversation = await read(conversationId)
      expect(conversation.messages.map(({ id }) => id)).toEqual(ids)
      expect(conversation.messages[0]).toMatchObject({ role: 'user', status: 'complete', text })
      expect(conversation.messages[1]).toMatchObject({ role: 'assistant', status: 'failed' })
      expect(conversation.unfinishedMessageId).toBeNull()
    }
    // What was there goes on: the last conversation takes another question.
    await client.send(asked.at(-1)?.conversationId ?? '', 'And in autumn?')
  },
  60_000 + KILLS * 30_000,
)
