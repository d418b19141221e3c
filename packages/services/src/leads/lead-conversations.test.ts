import { randomUUID } from 'node:crypto'
import { AuditEvent, Conversation } from '@parley/db'
import { createMember, createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createConversation } from '../conversations/create-conversation.ts'
import { NotFoundError } from '../errors.ts'
import { createLead } from './create-lead.ts'
import { getLead } from './get-lead.ts'
import { removeLead } from './remove-lead.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

const ada = { email: 'ada@example.test', name: 'Ada', source: 'form' }

test('the first conversation with a lead is the one it names; a member may begin it, and the audit says so', async () => {
  const { owner, organizationId } = await createTenant()
  const ctx = world.contextOf(owner)
  const { id: leadId } = await createLead({ ctx, input: ada })
  const member = world.contextOf(await createMember(organizationId))
  const first = await createConversation({ ctx: member, input: { leadId } })
  const second = await createConversation({ ctx, input: { leadId } })
  expect((await getLead({ ctx, input: { leadId } })).conversationId).toBe(first.id)
  const theirs = await Conversation.find({ organizationId, leadId }).lean()
  expect(theirs.map(({ _id }) => _id.toHexString()).toSorted()).toEqual([first.id, second.id].toSorted())
  const events = await AuditEvent.find({ organizationId, action: 'conversations.create' }).lean()
  expect(events).toMatchObject([{ changedPaths: ['conversationId'], target: { type: 'Lead' } }])
  expect(events[0]?.actorId.toHexString()).toBe(member.actor.userId)
})

test('a conversation of a lead that is gone, or of another organization, is not begun; a repeated call begins one', async () => {
  const { owner, organizationId } = await createTenant()
  const ctx = world.contextOf(owner)
  const { id: leadId } = await createLead({ ctx, input: ada })
  const other = world.contextOf((await createTenant()).owner)
  await expect(createConversation({ ctx: other, input: { leadId } })).rejects.toThrow(NotFoundError)
  const keyed = world.contextOf(owner, { idempotencyKey: randomUUID() })
  const made = await createConversation({ ctx: keyed, input: { leadId } })
  expect((await createConversation({ ctx: keyed, input: { leadId } })).id).toBe(made.id)
  await removeLead({ ctx, input: { leadId } })
  await expect(createConversation({ ctx, input: { leadId } })).rejects.toThrow(NotFoundError)
  expect(await Conversation.countDocuments({ organizationId })).toBe(1)
})
