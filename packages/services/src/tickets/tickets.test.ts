import { Ticket } from '@parley/db'
import { createMember, createTenant, createWriteContext } from '@parley/testing'
import { expect, test } from 'vitest'
import { updateAgent } from '../agents/update-agent.ts'
import { listAudit } from '../audit/list-audit.ts'
import { ConflictError, ForbiddenError, NotFoundError } from '../errors.ts'
import { createTicket } from './create-ticket.ts'
import { getTicket } from './get-ticket.ts'
import { listTickets } from './list-tickets.ts'
import { removeTicket } from './remove-ticket.ts'
import { updateTicket } from './update-ticket.ts'

async function begin() {
  const tenant = await createTenant()
  return { ...tenant, ctx: createWriteContext(tenant.owner) }
}

test('a ticket is asked for, called off and deleted; the audit does not keep what was asked', async () => {
  const { ctx, agentId } = await begin()
  const made = await createTicket({ ctx, input: { agentId, input: { query: 'secret words' } } })
  expect(made).toMatchObject({
    status: 'pending',
    progress: 0,
    request: { agentId, input: { query: 'secret words' }, userId: ctx.actor.userId },
    result: null,
    error: null,
    conversationId: null,
  })
  const ref = { ticketId: made.id }
  await expect(removeTicket({ ctx, input: ref })).rejects.toThrow(ConflictError)
  expect(await updateTicket({ ctx, input: { ...ref, status: 'cancelled' } })).toMatchObject({ status: 'cancelled' })
  await expect(updateTicket({ ctx, input: { ...ref, status: 'cancelled' } })).rejects.toThrow(ConflictError)
  await removeTicket({ ctx, input: ref })
  await expect(getTicket({ ctx, input: ref })).rejects.toThrow(NotFoundError)
  const { items } = await listAudit({ ctx, input: { targetType: 'Ticket' } })
  expect(items).toHaveLength(3)
  expect(JSON.stringify(items)).not.toContain('secret words')
})

test("only its person reads it: a colleague's and a stranger's are not found; a viewer asks for none", async () => {
  const { ctx, agentId, organizationId } = await begin()
  const { id: ticketId } = await createTicket({ ctx, input: { agentId, input: 'x' } })
  const outsider = (await begin()).ctx
  for (const other of [createWriteContext(await createMember(organizationId, 'admin')), outsider]) {
    await expect(getTicket({ ctx: other, input: { ticketId } })).rejects.toThrow(NotFoundError)
    await expect(updateTicket({ ctx: other, input: { ticketId, status: 'cancelled' } })).rejects.toThrow(NotFoundError)
    await expect(removeTicket({ ctx: other, input: { ticketId } })).rejects.toThrow(NotFoundError)
    expect((await listTickets({ ctx: other, input: {} })).items).toEqual([])
  }
  const viewer = createWriteContext(await createMember(organizationId, 'viewer'))
  await expect(createTicket({ ctx: viewer, input: { agentId, input: 'x' } })).rejects.toThrow(ForbiddenError)
  await expect(createTicket({ ctx: outsider, input: { agentId, input: 'x' } })).rejects.toThrow(NotFoundError)
})

test("what the agent's inputSchema refuses is no ticket", async () => {
  const { ctx, agentId } = await begin()
  const inputSchema = { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] }
  await updateAgent({ ctx, input: { agentId, inputSchema } })
  await expect(createTicket({ ctx, input: { agentId, input: { query: 7 } } })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    fields: { 'input.query': ['must be string'] },
  })
  expect(await Ticket.countDocuments({ organizationId: ctx.actor.organizationId })).toBe(0)
  await updateAgent({ ctx, input: { agentId, status: 'paused' } })
  await expect(createTicket({ ctx, input: { agentId, input: { query: 'a' } } })).rejects.toThrow(ConflictError)
})

test('pages are the newest first, of one status and one agent', async () => {
  const { ctx, agentId } = await begin()
  const made = []
  for (const input of [1, 2, 3]) made.push(await createTicket({ ctx, input: { agentId, input } }))
  const page = await listTickets({ ctx, input: { status: 'pending', agentId, limit: 2 } })
  const rest = await listTickets({ ctx, input: { cursor: page.nextCursor } })
  expect([...page.items, ...rest.items]).toEqual(made.toReversed())
  expect((await listTickets({ ctx, input: { status: 'failed' } })).items).toEqual([])
})
