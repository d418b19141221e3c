import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conversationWithMessagesContract } from '@parley/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runTestCommand } from './run-test-command.ts'
import { startTestServer, type TestServer } from './spawn-test-server.ts'
import { signUpTestClient, testClient } from './test-client.ts'

let dataDir: string
let server: TestServer | undefined

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-commands-'))
})

afterAll(async () => {
  await server?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const command = (name: string, ...args: string[]) => runTestCommand(name, args, { DATA_DIR: dataDir, MONGODB_URI: '' })

test('what is backed up while Parley serves comes back, through migrations down and up', async () => {
  const file = join(dataDir, 'all.backup')
  expect(await command('backup', file)).toMatchObject({ code: 1, output: expect.stringContaining('no database in') })
  const start = () => startTestServer(dataDir, { SANDBOX_MODEL_CHARACTERS_PER_SECOND: '0', MONGODB_URI: '' })
  server = await start()
  const client = await signUpTestClient(server.url)
  const conversationId = await client.createConversation()
  const { userMessage } = await client.send(conversationId, 'What is a good click rate?')

  const leaving = await signUpTestClient(server.url)

  const backedUp = await command('backup', file)
  expect(backedUp).toMatchObject({ code: 0, output: expect.stringContaining('keys that open them are not in it') })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const running = { code: 1, output: expect.stringContaining(`runs on ${dataDir} (${server.url}). Stop it first`) }
  expect(await command('restore', file, '--replace')).toMatchObject(running)
  expect(await command('migrate', 'down')).toMatchObject(running)
  expect((await command('migrate', 'status')).output).toContain('Nothing is to be done.')
  const later = await client.createConversation()
  const erase = {
    method: 'POST',
    headers: { authorization: `Bearer ${leaving.token}`, 'content-type': 'application/json' },
  }
  expect((await fetch(`${server.url}/trpc/account.erase`, { ...erase, body: '{}' })).status).toBe(200)
  await server.stop()

  expect((await command('migrate', 'down')).output).toContain('Undone: 0002-assistant-connects')
  expect((await command('migrate', 'up', '--dry-run')).output).toMatch(
    /0002-assistant-connects: 1 records would change/,
  )
  server = await start()
  const migrated = testClient(server.url, client.token)
  await migrated.query('conversations.get', { conversationId: later })
  await server.stop()
  expect(await readdir(join(dataDir, 'backups'))).toHaveLength(2)

  expect(await command('restore', file)).toMatchObject({ code: 1, output: expect.stringContaining('--replace') })
  const done = { code: 0, output: expect.stringMatching(/Erased again: 1 .*\nRestored \d+ records/) }
  expect(await command('restore', file, '--replace')).toMatchObject(done)
  server = await start()
  const restored = testClient(server.url, client.token)
  const conversation = await restored.query('conversations.get', { conversationId })
  expect(conversationWithMessagesContract.parse(conversation).messages[0]).toMatchObject({ id: userMessage.id })
  await expect(restored.query('conversations.get', { conversationId: later })).rejects.toThrow('404')
  await expect(testClient(server.url, leaving.token).query('account.get', {})).rejects.toThrow('401')
}, 600_000)
