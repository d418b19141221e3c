import { User } from '@parley/db'
import { createMember as createActor, createTenant, createWriteContext } from '@parley/testing'
import { expect, test } from 'vitest'
import { listAudit } from '../audit/list-audit.ts'
import { ConflictError, ForbiddenError, InvalidInputError } from '../errors.ts'
import { createMember } from './create-member.ts'

/** An owner, and somebody of another organization by their address. */
async function begin() {
  const { owner, organizationId } = await createTenant()
  const { owner: other } = await createTenant()
  const user = await User.findById(other.userId).lean()
  return { ctx: createWriteContext(owner), organizationId, other, email: user?.email ?? '' }
}

test('somebody with an account is taken in, once; the audit keeps the role and not the address', async () => {
  const { ctx, other, email } = await begin()
  const made = await createMember({ ctx, input: { email, role: 'viewer' } })
  expect(made).toMatchObject({ userId: other.userId, email, role: 'viewer' })
  await expect(createMember({ ctx, input: { email, role: 'admin' } })).rejects.toThrow(ConflictError)
  const { items } = await listAudit({ ctx, input: { action: 'members.create' } })
  expect(items).toMatchObject([{ after: { role: 'viewer' } }])
  expect(JSON.stringify(items)).not.toContain(email)
})

test('nobody with this address is an error of the field', async () => {
  const { ctx } = await begin()
  const input = { email: 'nobody@example.test', role: 'member' as const }
  await expect(createMember({ ctx, input })).rejects.toThrow(InvalidInputError)
})

test('admins add members, but no owners; members add nobody', async () => {
  const { organizationId, email } = await begin()
  const admin = createWriteContext(await createActor(organizationId, 'admin'))
  const member = createWriteContext(await createActor(organizationId, 'member'))
  await expect(createMember({ ctx: member, input: { email, role: 'viewer' } })).rejects.toThrow(ForbiddenError)
  await expect(createMember({ ctx: admin, input: { email, role: 'owner' } })).rejects.toThrow(ForbiddenError)
  expect(await createMember({ ctx: admin, input: { email, role: 'member' } })).toMatchObject({ role: 'member' })
})
