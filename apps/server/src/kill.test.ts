import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { conversationWithMessagesContract, sendMessageOutput } from '@parley/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'

/** `pnpm test:soak kill` runs the full count. */
const KILLS = process.env.PARLEY_SOAK ? 10 : 2
const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

let dataDir: string
let running: { url: string; server: ChildProcess } | undefined

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-kill-'))
})

afterAll(async () => {
  const server = running?.server
  if (server && server.exitCode === null && server.signalCode === null) {
    server.kill('SIGTERM')
    await once(server, 'exit')
  }
  await rm(dataDir, { recursive: true, force: true })
})

async function start(): Promise<{ url: string; server: ChildProcess }> {
  const server = spawn(process.execPath, ['--import', 'tsx', MAIN], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir, SANDBOX_MODEL_CHARACTERS_PER_SECOND: '60' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: server.stdout })) {
    const url = /^Parley is at (\S+)$/.exec(line)?.[1]
    if (url === undefined) continue
    server.stdout.resume()
    running = { url, server }
    return running
  }
  throw new Error('The server ended before it was ready')
}

function childrenOf(pid: number): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number))
  return pairs.filter(([, parent]) => parent === pid).map(([child]) => child ?? 0)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(isSo: () => boolean | Promise<boolean>, what: string, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s: ${what}`)
    await pause(50)
  }
}

const answered = z.object({ result: z.object({ data: z.unknown() }) })

async function call(url: string, token: string, path: string, input: object, method: 'GET' | 'POST') {
  const isGet = method === 'GET'
  const query = isGet ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''
  const response = await fetch(`${url}/trpc/${path}${query}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(!isGet && { body: JSON.stringify(input) }),
  })
  const body: unknown = await response.json()
  expect(response.status, JSON.stringify(body)).toBe(200)
  return answered.parse(body).result.data
}

async function signUp(url: string): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Ada', email: `${randomUUID()}@example.test`, password: 'correct horse battery' }),
  })
  return z.object({ token: z.string() }).parse(await response.json()).token
}

/** Sends and reads the answer's stream until its first text has arrived. */
async function askAndReadSome(url: string, token: string, text: string) {
  const created = await call(url, token, 'conversations.create', {}, 'POST')
  const conversationId = z.object({ id: z.string() }).parse(created).id
  const message = { conversationId, clientMessageId: randomUUID(), text }
  const sent = sendMessageOutput.parse(await call(url, token, 'messages.send', message, 'POST'))
  const input = encodeURIComponent(JSON.stringify({ conversationId, messageId: sent.assistantMessage.id }))
  const stream = await fetch(`${url}/trpc/messages.stream?input=${input}`, {
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
  })
  if (!stream.body) throw new Error('The stream has no body')
  let seen = ''
  for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) {
    seen += chunk
    if (/"type":"text"/.test(seen)) break
  }
  return { conversationId, text, ids: [sent.userMessage.id, sent.assistantMessage.id] }
}

test(
  `killing the server in mid-answer, ${KILLS} times, loses nothing acknowledged and leaves nothing behind`,
  async () => {
    let { url, server } = await start()
    const token = await signUp(url)
    const asked: Awaited<ReturnType<typeof askAndReadSome>>[] = []
    for (let round = 0; round < KILLS; round++) {
      asked.push(await askAndReadSome(url, token, `Question ${round}: how do I plan a spring campaign?`))
      const children = childrenOf(server.pid ?? 0)
      expect(children.length).toBeGreaterThanOrEqual(2)
      server.kill('SIGKILL')
      await once(server, 'exit')
      ;({ url, server } = await start())
      await until(() => !children.some(isAlive), 'the killed server has left no process', 15)
    }
    const read = async (conversationId: string) =>
      conversationWithMessagesContract.parse(await call(url, token, 'conversations.get', { conversationId }, 'GET'))
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
    const [last] = asked.slice(-1)
    const next = { conversationId: last?.conversationId, clientMessageId: randomUUID(), text: 'And in autumn?' }
    sendMessageOutput.parse(await call(url, token, 'messages.send', next, 'POST'))
  },
  60_000 + KILLS * 30_000,
)

test('a second start on the same directory names the first and ends well', async () => {
  const { url } = running ?? (await start())
  const second = spawn(process.execPath, ['--import', 'tsx', MAIN], {
    env: { ...process.env, PORT: '0', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  second.stdout.on('data', (chunk) => {
    said += chunk
  })
  const [code] = await once(second, 'exit')
  expect(code).toBe(0)
  expect(said).toContain(`already runs on ${dataDir}: ${url}`)
}, 30_000)

test('SIGTERM ends the server and its children with code 0, in less than 10 s', async () => {
  const { server } = running ?? (await start())
  const children = childrenOf(server.pid ?? 0)
  server.kill('SIGTERM')
  const giveUp = setTimeout(() => server.kill('SIGKILL'), 10_000)
  const [code] = await once(server, 'exit')
  clearTimeout(giveUp)
  expect(code).toBe(0)
  expect(children.filter(isAlive)).toEqual([])
}, 30_000)
