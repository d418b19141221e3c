import { randomUUID } from 'node:crypto'
import { AuditEvent, IdempotencyRecord, Lead } from '@parley/db'
import { createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOnce } from './idempotency.ts'
import { createLead } from './leads/create-lead.ts'
import { getLead } from './leads/get-lead.ts'
import { updateLead } from './leads/update-lead.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

const input = { email: 'ada@example.test', name: 'Ada', source: 'form' }

async function begin(idempotencyKey: string | null = randomUUID()) {
  const { owner, organizationId } = await createTenant()
  const ctx = world.contextOf(owner, { idempotencyKey })
  const create = (given = input) =>
    createOnce(
      ctx,
      'leads.create',
      given,
      () => createLead({ ctx, input: given }),
      (leadId) => getLead({ ctx, input: { leadId } }),
    )
  return { ctx, organizationId, create }
}

describe('a create with an Idempotency-Key', () => {
  test('is done once, and a repeated one answered with what was made, as it is now', async () => {
    const { ctx, organizationId, create } = await begin()
    const made = await create()
    expect(await create()).toEqual(made)
    const changed = await updateLead({ ctx, input: { leadId: made.id, name: 'Ada L.' } })
    expect(await create()).toEqual(changed)
    expect(await Lead.countDocuments({ organizationId })).toBe(1)
    expect(await AuditEvent.countDocuments({ organizationId, action: 'leads.create' })).toBe(1)
    const records = await IdempotencyRecord.find({ organizationId }).lean()
    expect(JSON.stringify(records)).not.toMatch(/Ada|ada@/)
  })

  test('many at once make one', async () => {
    const { organizationId, create } = await begin()
    const made = await Promise.all([create(), create(), create()])
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    expect(await Lead.countDocuments({ organizationId })).toBe(1)
  })

  test('with another input is a conflict', async () => {
    const { create } = await begin()
    await create()
    await expect(create({ ...input, name: 'Bob' })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('that fails leaves nothing, so that it can be tried again', async () => {
    const { organizationId, create } = await begin()
    await expect(create({ ...input, email: 'nobody' })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await IdempotencyRecord.countDocuments({ organizationId })).toBe(0)
    expect(await create()).toMatchObject(input)
  })

  test('without a key each is another; what is no key is refused', async () => {
    const without = await begin(null)
    await without.create()
    await without.create()
    expect(await Lead.countDocuments({ organizationId: without.organizationId })).toBe(2)
    await expect((await begin('a\nb')).create()).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })
})
