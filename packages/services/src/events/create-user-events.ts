import { EventEmitter, on } from 'node:events'
import type { UserEvent } from '@parley/contracts'
import type { NumberedUserEvent, UserEvents } from '../context.ts'

const KEPT_PER_USER = 200
const MAX_USERS = 10_000

interface Numbered {
  number: number
  event: UserEvent
}

/** The events a user's browsers may still ask for: all after `floor`. */
interface Ring {
  floor: number
  kept: Numbered[]
}

/**
 * The events of one server process. `epoch` names the process, so that ids of an earlier one are known not to be held. Each user's last
 * 200 events are kept, of the 10,000 users last heard of.
 */
export function createUserEvents(epoch: string): UserEvents {
  const rings = new Map<string, Ring>()
  const emitter = new EventEmitter().setMaxListeners(0)
  let last = 0
  const idOf = (number: number) => `${epoch}-${number}`

  const ringOf = (userId: string): Ring => {
    const ring = rings.get(userId) ?? { floor: last, kept: [] }
    rings.delete(userId)
    rings.set(userId, ring)
    const oldest = rings.keys().next()
    if (rings.size > MAX_USERS && !oldest.done) rings.delete(oldest.value)
    return ring
  }

  /** Null when some event after it is no longer held. */
  const heldAfter = (userId: string, lastEventId: string): Numbered[] | null => {
    const ring = ringOf(userId)
    const [, number] = /-(\d{1,15})$/.exec(lastEventId) ?? []
    const after = Number(number)
    if (lastEventId !== idOf(after) || after < ring.floor || after > last) return null
    return ring.kept.filter((held) => held.number > after)
  }

  return {
    publish(userId, event) {
      const ring = ringOf(userId)
      last += 1
      const numbered = { number: last, event }
      ring.kept.push(numbered)
      const dropped = ring.kept.length > KEPT_PER_USER ? ring.kept.shift() : undefined
      if (dropped) ring.floor = dropped.number
      emitter.emit(userId, numbered)
    },

    async *watch(userId, lastEventId, signal): AsyncGenerator<NumberedUserEvent, void, undefined> {
      if (signal.aborted) return
      // Listening begins before anything is yielded: what is published meanwhile waits in the iterator.
      const live: AsyncIterable<Numbered[]> = on(emitter, userId, { signal })
      const held = lastEventId === null ? [] : heldAfter(userId, lastEventId)
      const newest = last
      try {
        if (held) for (const { number, event } of held) yield { id: idOf(number), event }
        else yield { id: idOf(newest), event: { type: 'resync' } }
        for await (const [numbered] of live) {
          if (numbered) yield { id: idOf(numbered.number), event: numbered.event }
        }
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
  }
}
