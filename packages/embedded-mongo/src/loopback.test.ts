import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEmbeddedMongo } from './index.ts'

test.each(['0.0.0.0', '::', '192.168.0.1', '127.example.org', ''])('it does not listen on %s', async (host) => {
  const dataDir = join(tmpdir(), 'parley-never-made')
  await expect(startEmbeddedMongo({ dataDir, host })).rejects.toThrow('no authentication')
  expect(existsSync(dataDir)).toBe(false)
})
