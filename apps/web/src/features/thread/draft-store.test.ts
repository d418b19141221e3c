import { expect, test, vi } from 'vitest'
import { createDraftStore } from './draft-store.ts'

function memoryStorage() {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  }
}

test('a draft is there again after a reload, and gone once it is empty', () => {
  const storage = memoryStorage()
  createDraftStore(storage).set('me:c1', 'Hello')
  const reloaded = createDraftStore(storage)
  expect(reloaded.get('me:c1')).toBe('Hello')
  expect(reloaded.get('me:c2')).toBe('')
  reloaded.set('me:c1', '')
  expect(storage.items.size).toBe(0)
})

test('it tells who listens, until they leave', () => {
  const drafts = createDraftStore(memoryStorage())
  const listener = vi.fn()
  const leave = drafts.subscribe(listener)
  drafts.set('k', 'a')
  leave()
  drafts.set('k', 'b')
  expect(listener).toHaveBeenCalledTimes(1)
})

test('a storage that refuses loses nothing before the page ends', () => {
  const refuse = () => {
    throw new Error('denied')
  }
  const drafts = createDraftStore({ getItem: refuse, setItem: refuse, removeItem: refuse })
  drafts.set('k', 'kept')
  expect(drafts.get('k')).toBe('kept')
})
