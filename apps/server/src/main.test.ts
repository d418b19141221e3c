import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { childrenOf, isAlive, spawnServer, startTestServer, type TestServer, until } from './spawn-test-server.ts'
import { signUpTestClient } from './test-client.ts'

let dataDir: string
let server: TestServer

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-main-'))
  server = await startTestServer(dataDir, { SANDBOX_MODEL_CHARACTERS_PER_SECOND: '0' })
}, 60_000)

afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function endOf(child: ReturnType<typeof spawnServer>) {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  const [code] = await once(child, 'close')
  return { code, output }
}

describe('a start that cannot be', () => {
  test('names all that is wrong with the environment', async () => {
    const { code, output } = await endOf(spawnServer(dataDir, { PORT: 'x', PUBLIC_URL: 'y' }))
    expect(code).toBe(1)
    expect(output).toMatch(/cannot start:\n {2}- PORT.*\n {2}- PUBLIC_URL/)
  })

  test('on the same directory names the first and ends well', async () => {
    const { code, output } = await endOf(spawnServer(dataDir))
    expect(code).toBe(0)
    expect(output).toContain(`already runs on ${dataDir}: ${server.url}`)
  })

  test('on a taken port says so', async () => {
    const other = await mkdtemp(join(tmpdir(), 'parley-main-'))
    const { code, output } = await endOf(spawnServer(other, { PORT: new URL(server.url).port }))
    await rm(other, { recursive: true, force: true })
    expect(code).toBe(1)
    expect(output).toMatch(/Port \d+ on 127\.0\.0\.1 is taken/)
  })
})

test('a sandbox model that dies is started again, and answers go on', async () => {
  const client = await signUpTestClient(server.url)
  const sandbox = childrenOf(server.process).find(({ command }) => command.includes('sandbox'))
  process.kill(sandbox?.pid ?? 0, 'SIGKILL')
  const hasNewOne = () =>
    childrenOf(server.process).some(({ command, pid }) => command.includes('sandbox') && pid !== sandbox?.pid)
  await until(hasNewOne, 'there is a new sandbox model', 30)
  const conversationId = await client.createConversation()
  // The new process may not listen yet; a person would press Retry.
  const isAnswered = async () => {
    const { assistantMessage } = await client.send(conversationId, 'What is a good click rate?')
    const input = { conversationId, messageId: assistantMessage.id }
    const seen = await client.readStream('messages.stream', input, (text) => text.includes('"type":"done"'))
    return seen.includes('"status":"complete"')
  }
  await until(isAnswered, 'the new sandbox model answers', 40)
}, 90_000)

test('SIGTERM ends streams, server and children with code 0 in less than 10 s', async () => {
  const other = await mkdtemp(join(tmpdir(), 'parley-main-'))
  const stopped = await startTestServer(other)
  const client = await signUpTestClient(stopped.url)
  await client.readStream('events.watch', {}, (seen) => seen.includes('event: connected'))
  const children = childrenOf(stopped.process)
  const giveUp = setTimeout(() => stopped.process.kill('SIGKILL'), 10_000)
  stopped.process.kill('SIGTERM')
  const [code] = await once(stopped.process, 'exit')
  clearTimeout(giveUp)
  await rm(other, { recursive: true, force: true })
  expect(code).toBe(0)
  expect(children).toHaveLength(2)
  expect(children.filter(({ pid }) => isAlive(pid))).toEqual([])
}, 60_000)

test('without its database the server ends, and says why', async () => {
  const database = childrenOf(server.process).find(({ command }) => command.includes('embedded-mongo'))
  process.kill(database?.pid ?? 0, 'SIGKILL')
  const [code] = await once(server.process, 'exit')
  expect(code).toBe(1)
  expect(server.errors()).toMatch(/The database ended by itself \(SIGKILL\)/)
}, 30_000)
