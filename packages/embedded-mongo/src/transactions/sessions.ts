import { Binary } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { fromBytes, type Key } from '../store/keyspace.ts'
import type { Doc } from '../values/index.ts'
import { Session } from './session.ts'

/** As logicalSessionTimeoutMinutes in hello says. */
export const SESSION_TIMEOUT_MS = 30 * 60_000

/** The sessions in use. What must outlive them is in the store. */
export class Sessions {
  readonly #byKey = new Map<Key, Session>()

  get(lsid: Doc): Session {
    const key = sessionKey(lsid)
    let session = this.#byKey.get(key)
    if (!session) {
      session = new Session(key)
      this.#byKey.set(key, session)
    }
    session.lastUse = Date.now()
    return session
  }

  get size(): number {
    return this.#byKey.size
  }

  all(): IterableIterator<Session> {
    return this.#byKey.values()
  }

  /** Ends sessions and aborts what they have open. Their retry records stay until they expire. */
  end(lsids: readonly Doc[]): Session[] {
    const ended: Session[] = []
    for (const lsid of lsids) {
      const session = this.#byKey.get(sessionKey(lsid))
      if (session) ended.push(session)
    }
    for (const session of ended) this.#remove(session)
    return ended
  }

  /** Removes sessions unused for 30 minutes. */
  expire(now = Date.now()): Session[] {
    const expired = [...this.#byKey.values()].filter(
      (session) => !session.isBusy && now - session.lastUse > SESSION_TIMEOUT_MS,
    )
    for (const session of expired) this.#remove(session)
    return expired
  }

  forgetRecords(): void {
    for (const session of this.#byKey.values()) session.forget()
  }

  #remove(session: Session): void {
    const { current } = session
    if (current?.state === 'open') {
      current.transaction?.abort()
      current.state = 'aborted'
    }
    this.#byKey.delete(session.key)
  }
}

export function sessionKey(lsid: Doc): Key {
  const id = lsid.get('id')
  if (!(id instanceof Binary) || id.sub_type !== Binary.SUBTYPE_UUID || id.length() !== 16)
    throw new MongoServerFailure('TypeMismatch', "BSON field 'lsid.id' must be a UUID")
  return fromBytes(id.buffer.subarray(0, 16))
}
