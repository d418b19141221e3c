import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readOrCreateSecret } from './secrets.ts'

let dataDir: string

beforeEach(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), 'parley-secrets-')), 'data')
})
afterEach(() => rm(join(dataDir, '..'), { recursive: true, force: true }))

test('is made once, readable by its owner alone', async () => {
  const first = await readOrCreateSecret(dataDir, 'auth-secret')
  expect(first.isNew).toBe(true)
  expect(first.secret.length).toBeGreaterThanOrEqual(32)
  expect((await stat(join(dataDir, 'auth-secret'))).mode & 0o777).toBe(0o600)
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
  expect(await readOrCreateSecret(dataDir, 'auth-secret')).toEqual({ secret: first.secret, isNew: false })
})

test('many starts at once agree on one and leave nothing else behind', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => readOrCreateSecret(dataDir, 'auth-secret')))
  expect(new Set(all.map(({ secret }) => secret)).size).toBe(1)
  expect(await readdir(dataDir)).toEqual(['auth-secret'])
})

test('what cannot be read is an error, not a new secret', async () => {
  await writeFile(join(dataDir, '..', 'file'), 'x')
  await expect(readOrCreateSecret(join(dataDir, '..', 'file'), 'auth-secret')).rejects.toThrow()
})
