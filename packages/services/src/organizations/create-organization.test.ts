import { randomUUID } from 'node:crypto'
import { createOrganizationInput } from '@parley/contracts'
import { Agent, AuditEvent, Member, Organization } from '@parley/db'
import { createTenant, createWriteContext } from '@parley/testing'
import { expect, test } from 'vitest'
import { ForbiddenError } from '../errors.ts'
import { createOrganization } from './create-organization.ts'

const begin = async () => createWriteContext((await createTenant()).owner)

test('an organization is made with its owner, its first agent and its first audit event', async () => {
  const ctx = await begin()
  const slug = `acme-${randomUUID()}`
  const made = await createOrganization({ ctx, input: { name: 'Acme', slug } })
  expect(made).toMatchObject({ name: 'Acme', slug, ownerId: ctx.actor.userId, deletedAt: null })
  const own = { organizationId: made.id }
  expect(await Member.find(own).lean()).toMatchObject([{ role: 'owner' }])
  expect(await Agent.countDocuments(own)).toBe(1)
  expect(await AuditEvent.find(own).lean()).toMatchObject([{ action: 'organizations.create', after: { name: 'Acme' } }])
})

test('a slug is taken once in the installation, and those of personal organizations by nobody', async () => {
  const input = { name: 'Acme', slug: `acme-${randomUUID()}` }
  await createOrganization({ ctx: await begin(), input })
  const taken = { code: 'CONFLICT', fields: { slug: [expect.any(String)] } }
  await expect(createOrganization({ ctx: await begin(), input })).rejects.toMatchObject(taken)
  expect(createOrganizationInput.safeParse({ name: 'Acme', slug: `personal-${'a'.repeat(24)}` }).success).toBe(false)
})

test('a demo makes none', async () => {
  const ctx = await begin()
  await Organization.updateOne({ _id: ctx.actor.organizationId }, { $set: { demoExpiresAt: new Date() } })
  await expect(createOrganization({ ctx, input: { name: 'Acme', slug: `acme-${randomUUID()}` } })).rejects.toThrow(
    ForbiddenError,
  )
})
