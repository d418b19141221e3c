import { Member, User } from '@parley/db'
import type { Types } from 'mongoose'
import type { SeedOrganization, SeedPerson } from './company.ts'
import { PARTS, seedIds } from './seed-id.ts'
import { recordOf, type SeedRecord } from './seed-record.ts'

export interface SeedMember extends SeedPerson {
  userId: Types.ObjectId
}

/** Those of an organization, with the ids they will have. */
export function membersOf({ people }: Pick<SeedOrganization, 'people'>): SeedMember[] {
  return people.map((person) => ({ ...person, userId: seedIds(`person:${person.email}`).own }))
}

/** What the model gives everyone, in micro-US-dollars. */
const MONTHLY_MICROS = 100_000_000

/** The person, their way to sign in, and their membership, all as a sign-up and an invitation would have left them. */
export function* personRecords(
  member: SeedMember & { spentMicros: number },
  organizationId: Types.ObjectId,
  passwordHash: string,
  { at, now }: { at: Date; now: Date },
): Generator<SeedRecord> {
  const { userId, name, email, role, spentMicros } = member
  const ids = seedIds(`member:${email}`)
  const usage = { spendRemainingMicros: MONTHLY_MICROS - spentMicros, lastResetAt: spentMicros > 0 ? now : at }
  yield recordOf(User, at, { _id: userId, name, email, usage })
  // The auth library's own collection: it has no model of ours.
  const account = {
    _id: ids.part(PARTS.account, 0),
    userId,
    providerId: 'credential',
    accountId: userId.toHexString(),
    password: passwordHash,
    createdAt: at,
    updatedAt: at,
  }
  yield { collection: 'accounts', document: account }
  yield recordOf(Member, at, { _id: ids.own, organizationId, userId, role })
}
