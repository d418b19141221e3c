import { createTenant, createWriteContext } from '@parley/testing'
import { expect, test } from 'vitest'
import { listAudit } from '../audit/list-audit.ts'
import { NotFoundError } from '../errors.ts'
import { getOrganization } from './get-organization.ts'
import { removeOrganization } from './remove-organization.ts'
import { restoreOrganization } from './restore-organization.ts'
import { updateOrganization } from './update-organization.ts'

test('the organization of the session is read and changed', async () => {
  const { owner, organizationId, agentId } = await createTenant()
  const ctx = createWriteContext(owner)
  const before = await getOrganization({ ctx })
  expect(before).toMatchObject({ id: organizationId, name: 'Example Ltd', timeZone: 'UTC', defaultAgentId: null })
  const input = { name: 'Tea Ltd', timeZone: 'Europe/Berlin', defaultAgentId: agentId }
  expect(await updateOrganization({ ctx, input })).toEqual({ ...before, ...input })
  expect(await updateOrganization({ ctx, input: { defaultAgentId: null } })).toMatchObject({ defaultAgentId: null })
  const { items } = await listAudit({ ctx, input: { targetType: 'Organization' } })
  expect(items[1]).toMatchObject({ before: { name: 'Example Ltd' }, after: { name: 'Tea Ltd' } })
})

test("another tenant's agent is no default agent", async () => {
  const ctx = createWriteContext((await createTenant()).owner)
  const { agentId } = await createTenant()
  await expect(updateOrganization({ ctx, input: { defaultAgentId: agentId } })).rejects.toThrow(NotFoundError)
})

test('an owner deletes the organization and restores it; legal hold stands before that', async () => {
  const { owner } = await createTenant()
  const ctx = createWriteContext(owner)
  const admin = createWriteContext({ ...owner, role: 'admin' })
  await expect(removeOrganization({ ctx: admin })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await updateOrganization({ ctx, input: { legalHold: true } })
  await expect(removeOrganization({ ctx })).rejects.toMatchObject({ code: 'CONFLICT' })
  await updateOrganization({ ctx, input: { legalHold: false } })
  const removed = await removeOrganization({ ctx })
  expect(removed.deletedAt).not.toBeNull()
  const later = { ...ctx, now: () => new Date('2100-01-01') }
  expect(await removeOrganization({ ctx: later })).toEqual(removed)
  expect((await restoreOrganization({ ctx })).deletedAt).toBeNull()
  const { items } = await listAudit({ ctx, input: { targetType: 'Organization' } })
  expect(items.slice(0, 2).map(({ action }) => action)).toEqual(['organizations.restore', 'organizations.remove'])
})
