import { randomUUID } from 'node:crypto'
import { createKeyRing, generateMasterKeyEntry, parseMasterKeys } from '@parley/db'
import type { Actor, MemberContext } from '@parley/services'

const keys = createKeyRing(parseMasterKeys(generateMasterKeyEntry('test')))

const settings = { defaultModel: 'sandbox-marketing', isSandboxModel: true }

/** The context of a verb that needs no turns: who acts, when and in which request, and the keys that seal secrets. */
export function createWriteContext(
  actor: Actor,
): Pick<MemberContext, 'actor' | 'now' | 'requestId' | 'keys' | 'settings'> {
  return { actor, now: () => new Date(), requestId: randomUUID(), keys, settings }
}
