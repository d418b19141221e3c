import { costMicros, PRICE_VERSION } from '@parley/assistant'
import { AgentExecution, Ticket, UsageRecord } from '@parley/db'
import type { Types } from 'mongoose'
import { PARTS, seedIds } from './seed-id.ts'
import { recordOf, type SeedRecord } from './seed-record.ts'
import type { SeedTenant } from './seed-tenant.ts'

const MODEL = 'gpt-4.1-mini'
const QUESTIONS = [
  'Sum up the last newsletter for the board.',
  'List the campaigns that ended this month, with what they cost.',
  'Write the monthly report from the channel numbers.',
]
const DAY_MS = 86_400_000

/** Work handed to an agent to be fetched later, in every state it can be in. Those still to be done are done once a server runs. */
export function* ticketRecords(tenant: SeedTenant, now: Date): Generator<SeedRecord> {
  const states = ['completed', 'failed', 'cancelled', 'completed', 'processing', 'pending'] as const
  for (const [number, status] of states.entries()) {
    const agent = tenant.agents[number % tenant.agents.length]
    const userId = tenant.writers[number % tenant.writers.length]
    if (!agent || !userId) continue
    const ids = seedIds(`${tenant.path}:ticket:${number}`, (states.length - number) * 86_400)
    const at = new Date(now.getTime() - (states.length - number) * DAY_MS)
    const endedAt = new Date(at.getTime() + 40_000 + number * 1000)
    const usage =
      status === 'completed'
        ? { inputTokens: 900 + number * 37, outputTokens: 260 }
        : { inputTokens: 0, outputTokens: 0 }
    const cost = costMicros(MODEL, usage.inputTokens, usage.outputTokens)
    const isRun = status === 'completed' || status === 'failed'
    yield recordOf(Ticket, at, {
      _id: ids.own,
      organizationId: tenant.organizationId,
      status,
      progress: status === 'completed' ? 100 : status === 'processing' ? 40 : 0,
      request: { agentId: agent._id, input: { question: QUESTIONS[number % QUESTIONS.length] }, userId },
      ...(status === 'completed' && { result: { output: { text: OUTPUT }, costMicros: cost, completedAt: endedAt } }),
      ...(status === 'failed' && { error: FAILURE }),
      ...(status === 'processing' && { leaseExpiresAt: new Date(at.getTime() + 60_000) }),
      attempts: isRun || status === 'processing' ? 1 : 0,
    })
    if (isRun) yield* runRecords(tenant, ids.own, agent, userId, { at, endedAt, status, usage, cost, number })
  }
}

const OUTPUT = 'The newsletter reached its readers; the second section was read the most. Details follow by campaign.'
const FAILURE = 'The model server had a problem. Try again in a moment.'

interface Run {
  at: Date
  endedAt: Date
  status: 'completed' | 'failed'
  usage: { inputTokens: number; outputTokens: number }
  cost: number | null
  number: number
}

function* runRecords(
  tenant: SeedTenant,
  ticketId: Types.ObjectId,
  agent: SeedTenant['agents'][number],
  userId: Types.ObjectId,
  { at, endedAt, status, usage, cost, number }: Run,
): Generator<SeedRecord> {
  const ids = seedIds(`${tenant.path}:ticket:${number}`)
  const common = { organizationId: tenant.organizationId, agentId: agent._id, ticketId, userId }
  yield recordOf(AgentExecution, at, {
    _id: ids.part(PARTS.execution, 0),
    ...common,
    agentVersion: agent.version,
    tokensUsed: usage.inputTokens + usage.outputTokens,
    startedAt: at,
    endedAt,
    status,
    ...(status === 'failed' && { error: 'model_failed: 503' }),
  })
  yield recordOf(UsageRecord, endedAt, {
    _id: ids.part(PARTS.usage, 0),
    ...common,
    payer: tenant.payer,
    model: MODEL,
    ...usage,
    costMicros: cost,
    priceVersion: PRICE_VERSION,
    state: usage.inputTokens === 0 ? 'released' : 'settled',
    at: endedAt,
  })
}
