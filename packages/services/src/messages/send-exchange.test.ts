import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { createModelClient, createTurnRunner } from '@parley/assistant'
import { AgentExecution, Turn, UsageRecord, User } from '@parley/db'
import { createTenant, failCommands, startTestWorld, type TestWorld, waitForAnswer } from '@parley/testing'
import { Types } from 'mongoose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MemberContext } from '../context.ts'
import { conversationKey } from '../conversations/conversation-key.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { getConversation } from '../conversations/get-conversation.ts'
import { QuotaError } from '../errors.ts'
import { createAssistantReads } from '../turns/create-assistant-reads.ts'
import { recordUnheard } from '../turns/record-unheard.ts'
import { sendMessage } from './send-message.ts'

let world: TestWorld
let answer: (response: ServerResponse) => void = () => undefined
let asked = 0
const model = createServer((request, response) => {
  request.resume()
  asked += 1
  answer(response)
})

beforeAll(async () => {
  world = await startTestWorld()
  model.listen(0, '127.0.0.1')
  await once(model, 'listening')
})
afterAll(async () => {
  model.close()
  model.closeAllConnections()
  await world.close()
})

/** A person whose turns ask the model server of this test. */
async function begin() {
  const address = model.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { owner, agentId } = await createTenant()
  const base = world.contextOf(owner)
  const turns = createTurnRunner({
    store: world.store,
    reads: createAssistantReads(base),
    model: createModelClient({ baseUrl: `http://127.0.0.1:${port}/v1`, model: 'm' }),
    log: base.log,
  })
  const ctx: MemberContext = { ...base, turns }
  const { id } = await createConversation({ ctx, input: { title: 'T' } })
  return { ctx, turns, agentId, conversationId: id }
}

function write(response: ServerResponse, delta: object, finish: string | null = null): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`)
}

test('a commit that fails while the model answers: the request ends, nothing is told or kept', async ({ skip }) => {
  const { ctx, turns, conversationId } = await begin()
  const closed = new Promise<void>((resolve) => {
    answer = (response) => {
      response.once('close', resolve)
      write(response, { content: 'Some first words' })
    }
  })
  const before = asked
  const watching = new AbortController()
  const told = ctx.events.watch(ctx.actor.userId, null, watching.signal)[Symbol.asyncIterator]().next()
  if (!(await failCommands({ failCommands: ['commitTransaction'], errorCode: 8000 })))
    skip('The server has no test commands')
  const input = { conversationId, clientMessageId: randomUUID(), text: 'Hello' }
  await expect(sendMessage({ ctx, input })).rejects.toMatchObject({ code: 8000 })
  if (asked > before) await closed // where the commit failed sooner than the request went out, nobody was asked
  watching.abort()
  expect(await told).toEqual({ done: true, value: undefined })
  expect((await getConversation({ ctx, input: { conversationId } })).messages).toEqual([])
  expect(await Turn.countDocuments({ conversationId })).toBe(0)
  expect(await AgentExecution.countDocuments({ conversationId })).toBe(0)
  expect(await UsageRecord.countDocuments({ conversationId, state: { $ne: 'settled' } })).toBe(0)

  answer = (response) => {
    write(response, { content: 'The answer.' }, 'stop')
    response.end('data: [DONE]\n\n')
  }
  const { assistantMessage } = await sendMessage({ ctx, input })
  const { status, text } = await waitForAnswer(ctx, conversationId, assistantMessage.id)
  expect([status, text]).toEqual(['complete', 'The answer.'])
  await turns.close()
})

test('a transaction that is tried again keeps the answer that is under way', async ({ skip }) => {
  const { ctx, turns, conversationId } = await begin()
  answer = (response) => {
    write(response, { content: 'Once.' }, 'stop')
    response.end('data: [DONE]\n\n')
  }
  const failure = { failCommands: ['commitTransaction'], errorCode: 112, errorLabels: ['TransientTransactionError'] }
  if (!(await failCommands(failure, 2))) skip('The server has no test commands')
  const before = asked
  const input = { conversationId, clientMessageId: randomUUID(), text: 'Hello' }
  const { assistantMessage } = await sendMessage({ ctx, input })
  expect(await waitForAnswer(ctx, conversationId, assistantMessage.id)).toMatchObject({ text: 'Once.' })
  expect(asked - before).toBe(1)
  expect(await UsageRecord.countDocuments({ conversationId })).toBe(1)
  await turns.close()
})

test('who may not send is refused before the model is asked', async () => {
  const { ctx, turns, conversationId } = await begin()
  await User.updateOne({ _id: ctx.actor.userId }, { $set: { 'usage.spendRemainingMicros': 0 } })
  const before = asked
  const input = { conversationId, clientMessageId: randomUUID(), text: 'Hello' }
  await expect(sendMessage({ ctx, input })).rejects.toThrow(QuotaError)
  expect(asked).toBe(before)
  await turns.close()
})

test('what was spent on an attempt that was not written is in the ledger, and off the allowance', async () => {
  const { ctx, turns, agentId, conversationId } = await begin()
  const userId = new Types.ObjectId(ctx.actor.userId)
  const spent = {
    model: 'm',
    inputTokens: 100,
    outputTokens: 7,
    costMicros: 250,
    priceVersion: 'test',
    isEstimated: true,
  }
  const allowance = async () => (await User.findOne({ _id: userId }).lean())?.usage?.spendRemainingMicros ?? Number.NaN
  const before = await allowance()
  const messageId = new Types.ObjectId()
  const attempt = {
    key: conversationKey(ctx.actor, conversationId),
    messageId,
    attempt: 1,
    userId,
    agentId: new Types.ObjectId(agentId),
    agentVersion: 1,
    model: 'm',
    payer: 'user' as const,
    at: ctx.now(),
  }
  await recordUnheard(ctx, attempt, Promise.resolve(spent))
  expect(await UsageRecord.find({ messageId }).lean()).toMatchObject([{ ...spent, state: 'settled', payer: 'user' }])
  expect(before - (await allowance())).toBe(250)
  await recordUnheard(ctx, { ...attempt, messageId: new Types.ObjectId() }, Promise.resolve(null))
  expect(await UsageRecord.countDocuments({ conversationId })).toBe(1)
  await turns.close()
})
