import { randomUUID } from 'node:crypto'
import type { Actor, MemberContext } from '@parley/services'

/** The context of a verb that needs no turns: who acts, when and in which request. */
export function createWriteContext(actor: Actor): Pick<MemberContext, 'actor' | 'now' | 'requestId'> {
  return { actor, now: () => new Date(), requestId: randomUUID() }
}
