import type { Binary } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { valuesEqual } from '../values/index.ts'
import { authenticationFailed, type Challenge, challenge, parseClientFirst } from './scram.ts'
import type { User, Users } from './users.ts'

/** Who has signed in. The id tells a user from a later one of the same name. */
export interface SignedIn {
  readonly id: Binary
  readonly database: string
  readonly name: string
}

export const MECHANISM = 'SCRAM-SHA-256'

/** One exchange of SCRAM-SHA-256 over saslStart and saslContinue. */
export class SignIn {
  readonly conversationId = 1
  readonly #users: Users
  readonly #user: User | undefined
  readonly #challenge: Challenge
  readonly #endsEarly: boolean
  #isProven = false

  /** `endsEarly`: the client does not want an empty exchange at the end. Throws AuthenticationFailed. */
  constructor(users: Users, database: string, clientFirst: string, endsEarly: boolean) {
    const first = parseClientFirst(clientFirst)
    this.#users = users
    this.#user = users.find(database, first.userName)
    this.#challenge = challenge(first, users.credentials(database, first.userName))
    this.#endsEarly = endsEarly
  }

  get challenge(): string {
    return this.#challenge.message
  }

  /** The answer to the client's next message; `user` once the exchange is over. Throws AuthenticationFailed. */
  next(message: string): { payload: string; user: SignedIn | undefined } {
    if (this.#isProven) return { payload: '', user: this.#signedIn() }
    const payload = this.#challenge.finish(message)
    const user = this.#signedIn()
    this.#isProven = true
    return { payload, user: this.#endsEarly ? user : undefined }
  }

  #signedIn(): SignedIn {
    const user = this.#user && currentUser(this.#users, this.#user)
    if (!user) throw authenticationFailed()
    return { id: user.id, database: user.database, name: user.name }
  }
}

/** The user as it is now; undefined where it is gone, or another has its name. */
export function currentUser(users: Users, { id, database, name }: SignedIn): User | undefined {
  const user = users.find(database, name)
  return user && valuesEqual(user.id, id) ? user : undefined
}

export function checkMechanism(mechanism: string): void {
  if (mechanism !== MECHANISM)
    throw new MongoServerFailure('MechanismUnavailable', `Unsupported mechanism ${mechanism}; there is ${MECHANISM}`)
}
