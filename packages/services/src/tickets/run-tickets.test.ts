import { AgentExecution, Ticket, type TicketRecord, UsageRecord } from '@parley/db'
import { createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { updateAgent } from '../agents/update-agent.ts'
import { createTicket } from './create-ticket.ts'
import { getTicket } from './get-ticket.ts'
import { runNextTickets } from './run-next-tickets.ts'
import { runTicket } from './run-ticket.ts'
import { endTicket, failAbandoned, MAX_ATTEMPTS, renewTicket, takeTicket } from './ticket-lease.ts'
import { updateTicket } from './update-ticket.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())
afterEach(async () => {
  await Ticket.deleteMany({})
})

const never = () => new AbortController().signal

async function begin() {
  const tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  const ask = async (input: unknown = 'Write three subject lines') => {
    const { id } = await createTicket({
      ctx,
      input: { agentId: tenant.agentId, input: JSON.parse(JSON.stringify(input)) },
    })
    return { ticketId: id }
  }
  return { ...tenant, ctx, ask }
}

async function take(at = new Date()): Promise<TicketRecord> {
  const ticket = await takeTicket(at)
  if (!ticket) throw new Error('There was none to take')
  return ticket
}

test('tickets are run, a few at once, each with its execution and usage under it', async () => {
  const { ctx, ask, organizationId } = await begin()
  const asked = [await ask(), await ask(), await ask(), await ask(), await ask()]
  expect(await runNextTickets({ ctx, signal: never() })).toEqual({ completed: 5 })
  for (const input of asked) {
    const ticket = await getTicket({ ctx, input })
    expect(ticket).toMatchObject({ status: 'completed', progress: 100, error: null })
    expect(ticket.result).toMatchObject({ output: expect.stringMatching(/\S/), costUsd: 0 })
    const usage = await UsageRecord.find({ organizationId, ticketId: input.ticketId }).lean()
    expect(usage).toMatchObject([{ state: 'settled', payer: 'user' }])
    expect(usage[0]).not.toHaveProperty('executionId')
  }
  expect(await AgentExecution.countDocuments({ organizationId, status: 'completed' })).toBe(5)
  expect(await runNextTickets({ ctx, signal: never() })).toEqual({})
})

test('an agent with code runs it, and what the code says of its failure is the error', async () => {
  const { ctx, ask, agentId } = await begin()
  const code =
    'const handler = async ({ input }) => ({ said: (await askModel(input.ask)).length > 0, left: 10 / input.by() })'
  await updateAgent({ ctx, input: { agentId, code: code.replace('input.by()', 'input.by') } })
  const worked = await ask({ ask: 'Write three subject lines', by: 2 })
  expect(await runNextTickets({ ctx, signal: never() })).toEqual({ completed: 1 })
  expect(await getTicket({ ctx, input: worked })).toMatchObject({ result: { output: { said: true, left: 5 } } })
  await updateAgent({ ctx, input: { agentId, code } })
  const failed = await ask({ ask: 'Write three subject lines', by: 2 })
  expect(await runNextTickets({ ctx, signal: never() })).toEqual({ failed: 1 })
  expect(await getTicket({ ctx, input: failed })).toMatchObject({
    status: 'failed',
    result: null,
    error: "The agent's code failed. TypeError: not a function (line 1)",
  })
})

test('one that cannot be run fails, with what to do and no result', async () => {
  const { ctx, ask, agentId } = await begin()
  const input = await ask()
  await updateAgent({ ctx, input: { agentId, status: 'paused' } })
  expect(await runNextTickets({ ctx, signal: never() })).toEqual({ failed: 1 })
  const ticket = await getTicket({ ctx, input })
  expect(ticket).toMatchObject({ status: 'failed', result: null, error: expect.stringContaining('not answering') })
})

test('a ticket is taken once, whoever asks', async () => {
  const { ask } = await begin()
  await ask()
  const taken = await Promise.all([1, 2, 3, 4].map(() => takeTicket(new Date())))
  expect(taken.filter((ticket) => ticket !== null)).toHaveLength(1)
  expect(await takeTicket(new Date())).toBeNull()
})

test('one whose server is gone is taken again when its lease has ended; what the first server then writes is lost', async () => {
  const { ctx, ask } = await begin()
  const input = await ask()
  const at = new Date()
  const first = await take(at)
  const soon = new Date(at.getTime() + 29_000)
  const later = new Date(at.getTime() + 31_000)
  expect(await takeTicket(soon)).toBeNull()
  const second = await take(later)
  expect(second.attempts).toBe(2)
  expect(await renewTicket(first, 50, later)).toBe(false)
  expect(await endTicket(first, { status: 'failed', error: 'late' })).toBe(false)
  expect(await runTicket(ctx, first, never())).toBe('lost')
  expect(await runTicket(ctx, second, never())).toBe('completed')
  expect(await getTicket({ ctx, input })).toMatchObject({ status: 'completed', error: null })
})

test('one whose servers die too often fails', async () => {
  const { ctx, ask } = await begin()
  const input = await ask()
  let at = new Date()
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    await take(at)
    expect(await failAbandoned(at)).toBe(0)
    at = new Date(at.getTime() + 31_000)
  }
  expect(await takeTicket(at)).toBeNull()
  expect(await failAbandoned(at)).toBe(1)
  expect(await getTicket({ ctx, input })).toMatchObject({ status: 'failed', result: null })
})

test('one that is called off while it runs keeps no answer', async () => {
  const { ctx, ask } = await begin()
  const { ticketId } = await ask()
  const ticket = await take()
  await updateTicket({ ctx, input: { ticketId, status: 'cancelled' } })
  expect(await runTicket(ctx, ticket, never())).toBe('lost')
  expect(await getTicket({ ctx, input: { ticketId } })).toMatchObject({ status: 'cancelled', result: null })
})

test('a server that stops gives it back', async () => {
  const { ctx, ask } = await begin()
  const input = await ask()
  const stopped = AbortSignal.abort()
  expect(await runTicket(ctx, await take(), stopped)).toBe('returned')
  expect(await getTicket({ ctx, input })).toMatchObject({ status: 'pending' })
  expect(await runNextTickets({ ctx, signal: never() })).toEqual({ completed: 1 })
})
