import { updateOrganizationInput } from '@parley/contracts'
import { Organization, UsageRecord, User } from '@parley/db'
import { ask, createMember, createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listAudit } from '../audit/list-audit.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { ForbiddenError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { loadRunnable } from '../runs/load-runnable.ts'
import { performRun } from '../runs/perform-run.ts'
import { getOrganization } from './get-organization.ts'
import { findOwnPrices } from './own-prices.ts'
import { updateOrganization } from './update-organization.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

const PRICE = { model: 'sandbox-marketing', inputUsdPerMillion: 2.5, outputUsdPerMillion: 10 }

async function tenantWithPrice() {
  const tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  await updateOrganization({ ctx, input: { priceOverrides: [PRICE] } })
  return { ...tenant, ctx }
}

const costOf = ({ inputTokens, outputTokens }: { inputTokens?: number | null; outputTokens?: number | null }) =>
  Math.ceil((inputTokens ?? Number.NaN) * 2.5 + (outputTokens ?? Number.NaN) * 10)

test('its admins set the prices of an organization, all at once; the change is in the audit', async () => {
  const { ctx, organizationId } = await tenantWithPrice()
  expect((await getOrganization({ ctx })).priceOverrides).toEqual([PRICE])
  const other = { model: 'gpt-4.1', inputUsdPerMillion: 0.000001, outputUsdPerMillion: 0 }
  const { priceOverrides } = await updateOrganization({ ctx, input: { priceOverrides: [other] } })
  expect(priceOverrides).toEqual([other])
  expect(await findOwnPrices(objectId(organizationId))).toEqual(new Map([['gpt-4.1', { input: 1, output: 0 }]]))
  const { items } = await listAudit({ ctx, input: { targetType: 'Organization' } })
  expect(items[0]).toMatchObject({
    action: 'organizations.update',
    before: { settings: { priceOverrides: [{ model: 'sandbox-marketing', input: 2_500_000, output: 10_000_000 }] } },
    after: { settings: { priceOverrides: [{ model: 'gpt-4.1', input: 1, output: 0 }] } },
  })
  const member = world.contextOf(await createMember(organizationId))
  await expect(updateOrganization({ ctx: member, input: { priceOverrides: [] } })).rejects.toThrow(ForbiddenError)
  expect((await updateOrganization({ ctx, input: { priceOverrides: [] } })).priceOverrides).toEqual([])
  expect(await findOwnPrices(objectId(organizationId))).toBeUndefined()
})

test.each([
  ['a price below nothing', [{ ...PRICE, inputUsdPerMillion: -1 }]],
  ['no number', [{ ...PRICE, outputUsdPerMillion: Number.POSITIVE_INFINITY }]],
  ['no model', [{ ...PRICE, model: ' ' }]],
  ['a model twice', [PRICE, { ...PRICE, model: 'sandbox-marketing ' }]],
  ['more than is known', [{ ...PRICE, cached: 1 }]],
])('%s is refused', (_name, priceOverrides) => {
  expect(updateOrganizationInput.safeParse({ priceOverrides }).success).toBe(false)
})

test('an answer and its title cost what the organization says, and the person pays that', async () => {
  const { ctx, owner } = await tenantWithPrice()
  const { id: conversationId } = await createConversation({ ctx, input: {} })
  const { id: messageId, ai } = await ask(ctx, conversationId, 'How do I plan a campaign?')
  const settled = () => UsageRecord.find({ messageId, state: 'settled' }).sort({ purpose: 1 }).lean()
  await expect.poll(settled).toHaveLength(2)
  const [answer, title] = await settled()
  if (!answer || !title) throw new Error('Neither is in the ledger')
  expect([answer.purpose, title.purpose]).toEqual(['answer', 'title'])
  expect([answer.costMicros, title.costMicros]).toEqual([costOf(answer), costOf(title)])
  expect([answer.priceVersion, title.priceVersion]).toEqual(['organization', 'organization'])
  expect(ai?.costUsd).toBe(costOf(answer) / 1_000_000)
  const user = await User.findOne({ _id: owner.userId }).lean()
  expect(user?.usage?.spendRemainingMicros).toBe(100_000_000 - costOf(answer) - costOf(title))
})

test('so does a run of an agent, of its words or of its code', async () => {
  const { ctx, organizationId, agentId } = await tenantWithPrice()
  const ids = { organizationId: objectId(organizationId), agentId: objectId(agentId) }
  const runnable = await loadRunnable(ids.organizationId, ids.agentId)
  for (const code of [null, 'async function handler(event) { return askModel(event.input) }']) {
    const source = { deploymentId: 'priced' }
    const request = { ...ids, runnable: { ...runnable, code }, input: 'Hello', source, payer: 'organization' as const }
    const { usage } = await performRun(ctx, request, { signal: new AbortController().signal })
    expect(usage.outputTokens).toBeGreaterThan(0)
    expect(usage.costUsd).toBe(costOf(usage) / 1_000_000)
  }
  expect(await UsageRecord.distinct('priceVersion', { organizationId })).toEqual(['organization'])
})

test('a stored price nobody can read is as if there were none', async () => {
  const { ctx, organizationId } = await tenantWithPrice()
  await Organization.updateOne({ _id: organizationId }, { $set: { 'settings.priceOverrides': { gpt: 'dear' } } })
  expect((await getOrganization({ ctx })).priceOverrides).toEqual([])
  expect(await findOwnPrices(objectId(organizationId))).toBeUndefined()
})
