import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DirectoryInUseError, startEmbeddedMongo } from '../index.ts'
import { claimDirectory } from './claim-directory.ts'
import { ownerSocketPath } from './socket-path.ts'

// The machine may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-own-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

test('the second claim is told who owns the directory, and gets it once released', async () => {
  const first = await claimDirectory(directory, { describe: () => ({ url: 'http://127.0.0.1:3000' }) })
  const second = await claimDirectory(directory, { describe: () => ({}) })
  expect(second).toEqual({ isOwner: false, owner: { url: 'http://127.0.0.1:3000' } })
  if (first.isOwner) await first.release()
  const third = await claimDirectory(directory, { describe: () => ({}) })
  expect(third.isOwner).toBe(true)
  if (third.isOwner) await third.release()
})

test('an owner that is leaving is waited for', async () => {
  const first = await claimDirectory(directory, { describe: () => ({ isLeaving: true }) })
  const second = claimDirectory(directory, { describe: () => ({}) })
  if (first.isOwner) await first.release()
  const claim = await second
  expect(claim.isOwner).toBe(true)
  if (claim.isOwner) await claim.release()
})

test('a socket nobody listens on is taken at once', async () => {
  const path = ownerSocketPath(directory)
  await writeFile(path, '')
  const claim = await claimDirectory(directory, { describe: () => ({}) })
  expect(claim.isOwner).toBe(true)
  if (claim.isOwner) await claim.release()
})

test('a path too long for a socket is replaced by a hash of it', async () => {
  const deep = join(directory, 'x'.repeat(60), 'y'.repeat(60))
  await mkdir(deep, { recursive: true })
  expect(ownerSocketPath(deep)).toMatch(/parley-owner-[0-9a-f]{32}\.sock$/)
  expect(ownerSocketPath(deep, 'win32')).toMatch(/^\\\\\.\\pipe\\parley-owner-/)
})

test('a second database on the same directory is refused by name', async () => {
  const first = await startEmbeddedMongo({ dataDir: directory })
  await expect(startEmbeddedMongo({ dataDir: directory })).rejects.toThrow(DirectoryInUseError)
  await expect(startEmbeddedMongo({ dataDir: directory })).rejects.toThrow(first.uri)
  await first.close()
  const again = await startEmbeddedMongo({ dataDir: directory })
  await again.close()
})

test('a port in use lets the directory go again', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const address = other.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await expect(startEmbeddedMongo({ dataDir: directory, port })).rejects.toThrow('EADDRINUSE')
  other.close()
  const started = await startEmbeddedMongo({ dataDir: directory })
  await started.close()
})
