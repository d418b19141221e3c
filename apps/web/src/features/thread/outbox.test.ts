import { describe, expect, test } from 'vitest'
import { createOutbox, type OutboxEntry } from './outbox.ts'

function memoryStorage(initial = '') {
  let stored = initial
  return {
    getItem: () => stored || null,
    setItem: (_key: string, value: string) => {
      stored = value
    },
  }
}

const entry: OutboxEntry = {
  clientMessageId: 'a',
  text: 'Hello',
  createdAt: '2026-01-02T03:04:05.000Z',
  place: 'new',
  conversationId: null,
  failure: null,
}

describe('outbox', () => {
  test('put adds once and replaces by id; remove ends it', () => {
    const outbox = createOutbox(memoryStorage(), 'k')
    outbox.put(entry)
    outbox.put({ ...entry, conversationId: 'c' })
    expect(outbox.entries()).toEqual([{ ...entry, conversationId: 'c' }])
    outbox.remove('a')
    expect(outbox.entries()).toEqual([])
  })

  test('what was on its way when the page went is offered again, with its words and its id', () => {
    const storage = memoryStorage()
    createOutbox(storage, 'k').put(entry)
    const [kept] = createOutbox(storage, 'k').entries()
    expect(kept).toMatchObject({ clientMessageId: 'a', text: 'Hello' })
    expect(kept?.failure).not.toBeNull()
  })

  test('asking again stays asking again across a reload, though it has no words', () => {
    const storage = memoryStorage()
    const again = { ...entry, text: '', versionOf: { messageId: 'm', role: 'assistant' as const } }
    createOutbox(storage, 'k').put(again)
    expect(createOutbox(storage, 'k').find('a')).toMatchObject({ text: '', versionOf: again.versionOf })
  })

  test('the files of a message go with it across a reload', () => {
    const storage = memoryStorage()
    const files = [{ url: '/api/attachments/a', type: 'text/csv', name: 'a.csv', sizeBytes: 3 }]
    createOutbox(storage, 'k').put({ ...entry, files })
    expect(createOutbox(storage, 'k').find('a')?.files).toEqual(files)
  })

  test('what is not an outbox is no outbox', () => {
    expect(createOutbox(memoryStorage('{"a":1}'), 'k').entries()).toEqual([])
    expect(createOutbox(memoryStorage('[1,{"text":"x"}]'), 'k').entries()).toEqual([])
    expect(createOutbox(memoryStorage('no json'), 'k').entries()).toEqual([])
  })
})
