import type { ErasureRecord } from '@parley/db'
import type { Types } from 'mongoose'
import { z } from 'zod'
import { objectId } from '../object-id.ts'

/** Whom an erasure looks for, as its record keeps it until it is done. Ids are text. */
export const subjectContract = z.object({
  person: z
    .object({
      userId: z.string(),
      email: z.string(),
      /** Absent where it is no full name, or also someone else's in the same organization. */
      name: z.string().optional(),
      /** Names the sign-in providers have for them. */
      accountIds: z.array(z.string()),
    })
    .nullable(),
  /** Organizations they leave, which go on. */
  sharedOrganizationIds: z.array(z.string()),
  /** Organizations that go with them. */
  wholeOrganizationIds: z.array(z.string()),
  /** False for demos: what they used is not kept either. */
  keepsTotals: z.boolean(),
})

export type ErasureSubject = z.infer<typeof subjectContract>

/** A person as the rules look for them. */
export interface Person {
  userId: Types.ObjectId
  /** The same as text: what ownerKey holds. */
  key: string
  email: string
  name: string | undefined
  accountIds: readonly string[]
  /** Every organization where something of theirs may be. */
  organizationIds: readonly Types.ObjectId[]
}

export function subjectOf({ subject }: Pick<ErasureRecord, 'subject'>): ErasureSubject {
  return subjectContract.parse(subject)
}

export function personOf({ person, sharedOrganizationIds, wholeOrganizationIds }: ErasureSubject): Person | null {
  return (
    person && {
      userId: objectId(person.userId),
      key: person.userId,
      email: person.email,
      name: person.name,
      accountIds: person.accountIds,
      organizationIds: [...sharedOrganizationIds, ...wholeOrganizationIds].map(objectId),
    }
  )
}
