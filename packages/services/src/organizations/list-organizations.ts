import type { ListOrganizationsInput, OrganizationPage } from '@parley/contracts'
import { Organization } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { listMemberships } from '../members/list-memberships.ts'
import { objectId } from '../object-id.ts'
import { organizationFromRecord } from './organization-view.ts'

/** The organizations the person belongs to, the oldest first; deleted ones for their owners only, so a page may be shorter than its limit. */
export async function listOrganizations({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListOrganizationsInput
}): Promise<OrganizationPage> {
  const page = await listMemberships({ userId: objectId(ctx.actor.userId) }, input)
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
