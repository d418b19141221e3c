import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Environment, FencedError, openEnvironment } from './environment.ts'
import { fenceKey, META, readRecordId } from './keyspace.ts'
import { createOverlay, setEntry } from './overlay.ts'
import { layer } from './reader.ts'

describe('the LMDB environment', () => {
  let directory: string
  let environment: Environment
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'parley-store-'))
    environment = openEnvironment(directory)
    await environment.commit(['a', 'b', 'c', 'd', 'e'].map((key) => [key, Buffer.from(key.toUpperCase())] as const))
  })
  afterAll(async () => {
    await environment.close()
    rmSync(directory, { recursive: true })
  })

  /** Without the store's own entries, which begin with m. */
  const keys = (range: Iterable<{ key: string }>) =>
    [...range]
      .map(({ key }) => key)
      .filter((key) => !key.startsWith('m'))
      .join('')

  test('reads ranges in both directions, low inclusive, high exclusive', () => {
    expect(keys(environment.latest.range('b', 'd'))).toBe('bc')
    expect(keys(environment.latest.range('b', 'd', true))).toBe('cb')
    expect(keys(environment.latest.range('a', '\xff'))).toBe('abcde')
    expect(keys(environment.latest.range('a', '\xff', true))).toBe('edcba')
    expect(keys(environment.latest.range('bb', 'dd', true))).toBe('dc')
  })

  test('a snapshot keeps its view while others commit', async () => {
    const snapshot = environment.snapshot()
    await environment.commit([
      ['f', Buffer.from('F')],
      ['a', null],
    ])
    expect(keys(snapshot.range('a', 'z'))).toBe('abcde')
    expect(snapshot.get('f')).toBeUndefined()
    expect(keys(environment.latest.range('a', 'z'))).toBe('bcdef')
    snapshot.release()
  })

  test('an overlay lies over the store, removals included', () => {
    const overlay = createOverlay()
    setEntry(overlay, 'bb', Buffer.from('1'))
    setEntry(overlay, 'c', null)
    setEntry(overlay, 'd', Buffer.from('2'))
    setEntry(overlay, 'zz', Buffer.from('3'))
    const view = layer(environment.latest, overlay)
    expect(keys(view.range('b', '\xff'))).toBe('bbbdefzz')
    expect(keys(view.range('b', '\xff', true))).toBe('zzfedbbb')
    expect(view.get('c')).toBeUndefined()
    expect(String(view.get('d'))).toBe('2')
  })

  test('once another has taken the store over, nothing can be written', async () => {
    const epoch = environment.latest.get(META.epoch)
    await environment.commit([[fenceKey(epoch ? readRecordId(epoch) : 0), Buffer.from('1')]])
    await expect(environment.commit([['g', Buffer.from('G')]])).rejects.toThrow(FencedError)
    expect(environment.latest.get('g')).toBeUndefined()
  })
})

test('a store of the format before is taken over, and then of this one', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'parley-store-'))
  const before = openEnvironment(directory)
  await before.commit([[META.format, Buffer.from('1')]])
  await before.close()
  const environment = openEnvironment(directory)
  expect(environment.latest.get(META.format)?.toString()).toBe('2')
  await environment.close()
  rmSync(directory, { recursive: true })
})

test('a store of another format is refused by name', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'parley-store-'))
  const environment = openEnvironment(directory)
  await environment.commit([[META.format, Buffer.from('99')]])
  await environment.close()
  expect(() => openEnvironment(directory)).toThrow('was written in format 99; this version reads formats 1 and 2')
  rmSync(directory, { recursive: true })
})
