import { describe, expect, test } from 'vitest'
import { ConflictError } from '../errors.ts'
import { changeOfLifecycle, type Lifecycle, type LifecycleAction, requireOpen } from './conversation-rules.ts'

const AT = new Date('2026-01-02T03:04:05Z')

/** What a stored conversation is after a change. */
function apply(now: Lifecycle, action: LifecycleAction): Lifecycle {
  const change = changeOfLifecycle(now, action, AT)
  if (!change) return now
  return {
    ...now,
    status: change.status,
    ...(change.statusBefore && { statusBefore: change.statusBefore }),
    ...change.set,
  }
}

describe('lifecycle', () => {
  test.each<[Lifecycle['status'], LifecycleAction, Lifecycle['status'] | 'conflict']>([
    ['active', 'end', 'ended'],
    ['ended', 'end', 'ended'],
    ['archived', 'end', 'conflict'],
    ['deleted', 'end', 'conflict'],
    ['active', 'archive', 'archived'],
    ['ended', 'archive', 'archived'],
    ['archived', 'archive', 'archived'],
    ['deleted', 'archive', 'conflict'],
    ['active', 'remove', 'deleted'],
    ['ended', 'remove', 'deleted'],
    ['archived', 'remove', 'deleted'],
    ['deleted', 'remove', 'deleted'],
    ['active', 'restore', 'active'],
    ['ended', 'restore', 'ended'],
  ])('%s, %s: %s', (status, action, expected) => {
    if (expected === 'conflict') {
      expect(() => changeOfLifecycle({ status }, action, AT)).toThrow(ConflictError)
    } else {
      expect(apply({ status }, action).status).toBe(expected)
    }
  })

  test('what is already as asked is not changed', () => {
    expect(changeOfLifecycle({ status: 'archived' }, 'archive', AT)).toBeNull()
    expect(changeOfLifecycle({ status: 'active' }, 'restore', AT)).toBeNull()
  })

  test('an ended conversation comes back from archive and deletion as ended', () => {
    const ended = apply({ status: 'active' }, 'end')
    const removed = apply(apply(ended, 'archive'), 'remove')
    expect(removed).toMatchObject({ status: 'deleted', statusBefore: 'archived' })
    const restored = apply(removed, 'restore')
    expect(restored).toMatchObject({ status: 'archived', statusBefore: 'ended' })
    expect(apply(restored, 'restore')).toMatchObject({ status: 'ended', statusBefore: 'ended', endedAt: AT })
  })

  test('restore takes away the time of what it undoes', () => {
    expect(changeOfLifecycle({ status: 'archived', statusBefore: 'active' }, 'restore', AT)?.unset).toEqual([
      'archivedAt',
    ])
    expect(changeOfLifecycle({ status: 'deleted', statusBefore: 'active' }, 'restore', AT)?.unset).toEqual([
      'deletedAt',
    ])
  })

  test('only an active conversation takes messages', () => {
    expect(() => requireOpen({ status: 'active' })).not.toThrow()
    for (const status of ['ended', 'archived', 'deleted'] as const) {
      expect(() => requireOpen({ status })).toThrow(ConflictError)
    }
  })
})
