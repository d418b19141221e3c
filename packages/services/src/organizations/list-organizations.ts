import { DEFAULT_PAGE_LIMIT, idContract, type ListOrganizationsInput, type OrganizationPage } from '@parley/contracts'
import { Member, Organization } from '@parley/db'
import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatCursor, parseCursor } from '../paging/cursor.ts'
import { pageOf } from '../paging/page-of.ts'
import { organizationFromRecord } from './organization-view.ts'

const cursorKeys = z.tuple([idContract])

/** The organizations the person belongs to, the oldest first; deleted ones for their owners only, so a page may be shorter than its limit. */
export async function listOrganizations({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListOrganizationsInput
}): Promise<OrganizationPage> {
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const after = input.cursor == null ? null : parseCursor(input.cursor, cursorKeys)[0]
  const found = await Member.find({
    userId: objectId(ctx.actor.userId),
    ...(after !== null && { organizationId: { $gt: objectId(after) } }),
  })
    .sort({ organizationId: 1 })
    .limit(limit + 1)
    .lean()
  const page = pageOf(
    found,
    limit,
    (member) => member,
    ({ organizationId }) => formatCursor([organizationId.toHexString()]),
  )
  const records = await Organization.find({ _id: { $in: page.items.map((member) => member.organizationId) } }).lean()
  const byId = new Map(records.map((record) => [record._id.toHexString(), record]))
  const items = page.items.flatMap(({ organizationId, role }) => {
    const record = byId.get(organizationId.toHexString())
    if (!record || (record.deletedAt && role !== 'owner')) return []
    const organization = organizationFromRecord(record)
    return [{ ...organization, role, isActive: organization.id === ctx.actor.organizationId }]
  })
  return { items, nextCursor: page.nextCursor }
}
