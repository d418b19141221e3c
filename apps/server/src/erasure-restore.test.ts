import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { erasureReceiptContract } from '@parley/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from './spawn-test-server.ts'
import { signUpTestClient, testClient } from './test-client.ts'

let dataDir: string
let server: TestServer | undefined

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-erased-'))
})

afterAll(async () => {
  await server?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function command(name: string, ...args: string[]): Promise<number | null> {
  const entry = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const env = { ...process.env, DATA_DIR: dataDir, MONGODB_URI: '' }
  const child = spawn(process.execPath, ['--import', 'tsx', entry, ...args], { env, stdio: 'ignore' })
  await once(child, 'close')
  return child.exitCode
}

const start = () => startTestServer(dataDir, { SANDBOX_MODEL_CHARACTERS_PER_SECOND: '0', MONGODB_URI: '' })

test('someone erased after a backup is not there again after its restore; others are', async () => {
  server = await start()
  const leaving = await signUpTestClient(server.url)
  const staying = await signUpTestClient(server.url)
  await leaving.createConversation()
  const conversationId = await staying.createConversation()
  const file = join(dataDir, 'all.backup')
  expect(await command('backup', file)).toBe(0)

  const erased = await fetch(`${server.url}/trpc/account.erase`, {
    method: 'POST',
    headers: { authorization: `Bearer ${leaving.token}`, 'content-type': 'application/json' },
  })
  expect(erased.status).toBe(200)
  const log = join(dataDir, 'erasures.log')
  expect((await stat(log)).mode & 0o777).toBe(0o600)
  const [line = ''] = (await readFile(log, 'utf8')).trim().split('\n')
  expect(erasureReceiptContract.parse(JSON.parse(line)).counts).toMatchObject({ users: 1 })

  await server.stop()
  expect(await command('restore', file, '--replace')).toBe(0)
  server = await start()
  const account = (token: string) => testClient(server?.url ?? '', token).query('account.get', {})
  await expect(account(leaving.token)).rejects.toThrow('401')
  expect(await account(staying.token)).toMatchObject({ role: 'owner' })
  const kept = testClient(server.url, staying.token)
  expect(await kept.query('conversations.get', { conversationId })).toMatchObject({ id: conversationId })
}, 180_000)
