import { createMember, createTenant, createWriteContext } from '@parley/testing'
import { describe, expect, test } from 'vitest'
import { listAudit } from '../audit/list-audit.ts'
import { ConflictError, ForbiddenError, NotFoundError } from '../errors.ts'
import { listMembers } from './list-members.ts'
import { removeMember } from './remove-member.ts'
import { updateMember } from './update-member.ts'

async function begin() {
  const tenant = await createTenant()
  const ctx = createWriteContext(tenant.owner)
  const memberIdOf = async (userId: string) =>
    (await listMembers({ ctx, input: {} })).items.find((member) => member.userId === userId)?.id ?? ''
  return { ...tenant, ctx, memberIdOf }
}

describe('members', () => {
  test('are listed with their people, paged, and given other roles', async () => {
    const { ctx, owner, organizationId, memberIdOf } = await begin()
    const other = await createMember(organizationId, 'viewer')
    const page = await listMembers({ ctx, input: { limit: 1 } })
    const rest = await listMembers({ ctx, input: { limit: 1, cursor: page.nextCursor } })
    expect([...page.items, ...rest.items]).toMatchObject([
      { userId: owner.userId, role: 'owner', name: 'Ada Marketer', email: expect.stringContaining('@') },
      { userId: other.userId, role: 'viewer' },
    ])
    const memberId = await memberIdOf(other.userId)
    expect(await updateMember({ ctx, input: { memberId, role: 'admin' } })).toMatchObject({ role: 'admin' })
    const { items } = await listAudit({ ctx, input: { action: 'members.update' } })
    expect(items).toMatchObject([{ before: { role: 'viewer' }, after: { role: 'admin' } }])
    await removeMember({ ctx, input: { memberId } })
    expect((await listMembers({ ctx, input: {} })).items).toHaveLength(1)
  })

  test('the last owner stays, also when two unmake each other at once', async () => {
    const { ctx, owner, organizationId, memberIdOf } = await begin()
    const memberId = await memberIdOf(owner.userId)
    await expect(updateMember({ ctx, input: { memberId, role: 'member' } })).rejects.toThrow(ConflictError)
    await expect(removeMember({ ctx, input: { memberId } })).rejects.toThrow(ConflictError)
    const second = await createMember(organizationId, 'owner')
    const secondId = await memberIdOf(second.userId)
    const results = await Promise.allSettled([
      removeMember({ ctx: createWriteContext(second), input: { memberId } }),
      removeMember({ ctx, input: { memberId: secondId } }),
    ])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect((await listMembers({ ctx, input: {} })).items).toMatchObject([{ role: 'owner' }])
  })

  test("admins neither make nor unmake owners, and another tenant's members are not found", async () => {
    const { owner, organizationId, memberIdOf } = await begin()
    const admin = await createMember(organizationId, 'admin')
    const ctx = createWriteContext(admin)
    const [ownerId, adminId] = [await memberIdOf(owner.userId), await memberIdOf(admin.userId)]
    await expect(removeMember({ ctx, input: { memberId: ownerId } })).rejects.toThrow(ForbiddenError)
    await expect(updateMember({ ctx, input: { memberId: adminId, role: 'owner' } })).rejects.toThrow(ForbiddenError)
    const stranger = (await begin()).ctx
    await expect(removeMember({ ctx: stranger, input: { memberId: adminId } })).rejects.toThrow(NotFoundError)
  })
})
