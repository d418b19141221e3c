import { DEFAULT_PAGE_LIMIT, idContract, type ListMembersInput } from '@parley/contracts'
import { Member, type MemberRecord } from '@parley/db'
import type { Types } from 'mongoose'
import { z } from 'zod'
import { objectId } from '../object-id.ts'
import { formatCursor, parseCursor } from '../paging/cursor.ts'
import { pageOf } from '../paging/page-of.ts'

const cursorKeys = z.tuple([idContract])

/** A page of an organization's memberships by person, or of a person's by organization, the oldest id first. */
export async function listMemberships(
  of: Pick<MemberRecord, 'organizationId'> | Pick<MemberRecord, 'userId'>,
  input: ListMembersInput,
): Promise<{ items: MemberRecord[]; nextCursor: string | null }> {
  const by = 'userId' in of ? 'organizationId' : 'userId'
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const after: Types.ObjectId | null = input.cursor == null ? null : objectId(parseCursor(input.cursor, cursorKeys)[0])
  const found = await Member.find({ ...of, ...(after && { [by]: { $gt: after } }) })
    .sort({ [by]: 1 })
    .limit(limit + 1)
    .lean()
  return pageOf(
    found,
    limit,
    (member) => member,
    (member) => formatCursor([member[by].toHexString()]),
  )
}
