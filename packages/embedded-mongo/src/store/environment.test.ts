import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Environment, openEnvironment } from './environment.ts'
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

  const keys = (range: Iterable<{ key: string }>) => [...range].map(({ key }) => key).join('')

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
})
