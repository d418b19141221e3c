import { AuditEvent, Conversation, Lead } from '@parley/db'
import { createTenant, createWriteContext } from '@parley/testing'
import { Types } from 'mongoose'
import { expect, test } from 'vitest'
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts'
import { createLead } from './create-lead.ts'
import { getLead } from './get-lead.ts'
import { listLeads } from './list-leads.ts'
import { removeLead } from './remove-lead.ts'
import { updateLead } from './update-lead.ts'

const begin = async () => createWriteContext((await createTenant()).owner)
const input = { email: 'ada@example.test', name: 'Ada', source: 'newsletter' }

test('leads are noted, read, changed and deleted; the audit never says who they are', async () => {
  const ctx = await begin()
  const campaign = { utmSource: 'google', gclid: 'g-1' }
  const made = await createLead({ ctx, input: { ...input, campaign, consentAt: '2026-01-02T03:04:05.000Z' } })
  expect(made).toMatchObject({ ...input, campaign, consentAt: '2026-01-02T03:04:05.000Z', crmContactId: null })
  const ref = { leadId: made.id }
  expect(await getLead({ ctx, input: ref })).toEqual(made)
  const changed = await updateLead({ ctx, input: { ...ref, consentAt: null, crmContactId: 'c-1', name: 'Ada L.' } })
  expect(changed).toMatchObject({ ...input, name: 'Ada L.', consentAt: null, crmContactId: 'c-1', campaign })
  await removeLead({ ctx, input: ref })
  await expect(getLead({ ctx, input: ref })).rejects.toThrow(NotFoundError)
  const events = await AuditEvent.find({ organizationId: ctx.actor.organizationId }).lean()
  expect(events.map(({ action }) => action).toSorted()).toEqual(['leads.create', 'leads.remove', 'leads.update'])
  expect(JSON.stringify(events)).not.toMatch(/Ada|ada@|g-1|c-1/)
})

async function converse({ organizationId }: { organizationId: string }, rest = {}) {
  const at = new Date()
  const draft = { ownerKey: 'u', agentId: new Types.ObjectId(), agentVersion: 1, lastMessageAt: at, startedAt: at }
  const [made] = await Conversation.create([{ ...draft, organizationId, ...rest }])
  return made?._id.toHexString() ?? ''
}

const leadOf = async (conversationId: string) =>
  (await Conversation.findById(conversationId).lean())?.leadId?.toHexString() ?? null

test('a lead may name a conversation, of their own organization only, which is theirs then', async () => {
  const [ctx, other] = [await begin(), await begin()]
  const conversationId = await converse(ctx.actor)
  const made = await createLead({ ctx, input: { ...input, conversationId } })
  expect([made.conversationId, await leadOf(conversationId)]).toEqual([conversationId, made.id])
  await expect(createLead({ ctx: other, input: { ...input, conversationId } })).rejects.toThrow(NotFoundError)
  expect(await Lead.countDocuments({ organizationId: other.actor.organizationId })).toBe(0)
  const theirs = await createLead({ ctx: other, input })
  const change = { leadId: theirs.id, conversationId }
  await expect(updateLead({ ctx: other, input: change })).rejects.toThrow(NotFoundError)
  const later = await converse(ctx.actor)
  await updateLead({ ctx, input: { leadId: made.id, conversationId: later } })
  expect([await leadOf(conversationId), await leadOf(later)]).toEqual([null, made.id])
  await updateLead({ ctx, input: { leadId: made.id, conversationId: later, name: 'Ada L.' } })
  expect(await leadOf(later)).toBe(made.id)
  const freed = await updateLead({ ctx, input: { leadId: made.id, conversationId: null } })
  expect([freed.conversationId, await leadOf(later)]).toEqual([null, null])
})

test('a conversation is one lead’s', async () => {
  const ctx = await begin()
  const conversationId = await converse(ctx.actor)
  const first = await createLead({ ctx, input: { ...input, conversationId } })
  await expect(createLead({ ctx, input: { ...input, conversationId } })).rejects.toThrow(ConflictError)
  const second = await createLead({ ctx, input })
  await expect(updateLead({ ctx, input: { leadId: second.id, conversationId } })).rejects.toThrow(ConflictError)
  expect(await leadOf(conversationId)).toBe(first.id)
  expect(await Lead.countDocuments({ organizationId: ctx.actor.organizationId })).toBe(2)
})

test('pages are the newest first; by address; a foreign cursor is invalid', async () => {
  const ctx = await begin()
  const made = []
  for (const name of ['One', 'Two', 'Three']) made.push(await createLead({ ctx, input: { ...input, name } }))
  await createLead({ ctx, input: { ...input, email: 'bob@example.test' } })
  const page = await listLeads({ ctx, input: { email: input.email, limit: 2 } })
  const rest = await listLeads({ ctx, input: { email: input.email, limit: 2, cursor: page.nextCursor } })
  expect([...page.items, ...rest.items]).toEqual(made.toReversed())
  expect(rest.nextCursor).toBeNull()
  expect((await listLeads({ ctx, input: {} })).items).toHaveLength(4)
  await expect(listLeads({ ctx, input: { cursor: 'x' } })).rejects.toThrow(InvalidInputError)
})

test("the model itself refuses what is no address, as that field's error", async () => {
  const ctx = await begin()
  await expect(createLead({ ctx, input: { ...input, email: 'nobody' } })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    fields: { email: [expect.any(String)] },
  })
})

test('the conversations of a deleted lead stay, without it', async () => {
  const ctx = await begin()
  const { id: leadId } = await createLead({ ctx, input })
  const conversationId = await converse(ctx.actor, { leadId })
  await removeLead({ ctx, input: { leadId } })
  const kept = await Conversation.findById(conversationId).lean()
  expect(kept).not.toBeNull()
  expect(kept?.leadId).toBeUndefined()
})
