import type { UserEvent } from '@parley/contracts'
import { describe, expect, test } from 'vitest'
import type { NumberedUserEvent } from '../context.ts'
import { createUserEvents } from './create-user-events.ts'

const changed = (digit: number): UserEvent => ({
  type: 'conversation',
  conversationId: String(digit).padStart(24, '0'),
})

/** The next `count` events of a watch; the watch stays open. */
async function take(events: AsyncIterator<NumberedUserEvent>, count: number): Promise<NumberedUserEvent[]> {
  const taken: NumberedUserEvent[] = []
  while (taken.length < count) {
    const next = await events.next()
    if (next.done) break
    taken.push(next.value)
  }
  return taken
}

describe('user events', () => {
  test('a watcher gets what is published, and nothing of another user', async () => {
    const events = createUserEvents('e')
    const watching = events.watch('ada', null, new AbortController().signal)[Symbol.asyncIterator]()
    const taken = take(watching, 2)
    events.publish('bob', changed(1))
    events.publish('ada', changed(2))
    events.publish('ada', changed(3))
    expect((await taken).map(({ event }) => event)).toEqual([changed(2), changed(3)])
  })

  test('a reconnect goes on after the last event seen', async () => {
    const events = createUserEvents('e')
    const first = take(events.watch('ada', null, new AbortController().signal)[Symbol.asyncIterator](), 1)
    events.publish('ada', changed(1))
    events.publish('ada', changed(2))
    const lastEventId = (await first)[0]?.id ?? ''
    const watching = events.watch('ada', lastEventId, new AbortController().signal)[Symbol.asyncIterator]()
    const taken = take(watching, 2)
    await Promise.resolve()
    events.publish('ada', changed(3))
    expect((await taken).map(({ event }) => event)).toEqual([changed(2), changed(3)])
  })

  test.each(['other-0', 'nonsense', 'e-999', '', 'e-'])(
    'an id that is not held begins with resync: %s',
    async (lastEventId) => {
      const events = createUserEvents('e')
      events.publish('ada', changed(1))
      const watching = events.watch('ada', lastEventId, new AbortController().signal)[Symbol.asyncIterator]()
      expect((await take(watching, 1)).map(({ event }) => event)).toEqual([{ type: 'resync' }])
    },
  )

  test('events pushed out of the ring are no longer held', async () => {
    const events = createUserEvents('e')
    for (let index = 0; index < 203; index += 1) events.publish('ada', changed(index % 10))
    const at = (id: string) => take(events.watch('ada', id, new AbortController().signal)[Symbol.asyncIterator](), 1)
    expect((await at('e-2'))[0]?.event.type).toBe('resync')
    expect((await at('e-3'))[0]).toEqual({ id: 'e-4', event: changed(3) })
  })

  test('an abort ends the watch cleanly', async () => {
    const events = createUserEvents('e')
    const controller = new AbortController()
    const watching = events.watch('ada', null, controller.signal)[Symbol.asyncIterator]()
    const next = watching.next()
    controller.abort()
    expect(await next).toEqual({ done: true, value: undefined })
  })
})
