import { AuditEvent, Conversation } from '@parley/db'
import { createTenant, createWriteContext } from '@parley/testing'
import { Types } from 'mongoose'
import { expect, test } from 'vitest'
import { InvalidInputError, NotFoundError } from '../errors.ts'
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

test('a lead may name a conversation, of their own organization only', async () => {
  const [ctx, other] = [await begin(), await begin()]
  const at = new Date()
  const draft = { ownerKey: 'u', agentId: new Types.ObjectId(), agentVersion: 1, lastMessageAt: at, startedAt: at }
  const [own] = await Conversation.create([{ ...draft, organizationId: ctx.actor.organizationId }])
  const conversationId = own?.id
  const made = await createLead({ ctx, input: { ...input, conversationId } })
  expect(made.conversationId).toBe(conversationId)
  await expect(createLead({ ctx: other, input: { ...input, conversationId } })).rejects.toThrow(NotFoundError)
  const theirs = await createLead({ ctx: other, input })
  const change = { leadId: theirs.id, conversationId }
  await expect(updateLead({ ctx: other, input: change })).rejects.toThrow(NotFoundError)
  expect(await updateLead({ ctx, input: { leadId: made.id, conversationId: null } })).toMatchObject({
    conversationId: null,
  })
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
  const at = new Date()
  const draft = {
    ownerKey: 'u',
    agentId: new Types.ObjectId(),
    agentVersion: 1,
    lastMessageAt: at,
    startedAt: at,
    leadId,
  }
  const [made] = await Conversation.create([{ ...draft, organizationId: ctx.actor.organizationId }])
  await removeLead({ ctx, input: { leadId } })
  const kept = await Conversation.findById(made?._id).lean()
  expect(kept).not.toBeNull()
  expect(kept?.leadId).toBeUndefined()
})
