import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { approveCardContract, type CreateToolInput, type Message } from '@parley/contracts'
import { Agent, AgentExecution, Tool, Turn, UsageRecord } from '@parley/db'
import {
  ask,
  createMember,
  createTenant,
  findScans,
  recordQueries,
  send,
  startTestWorld,
  type TestTenant,
  type TestWorld,
  waitForAnswer,
} from '@parley/testing'
import { connectGoogle, type SandboxPlatforms, startTestPlatforms } from '@parley/testing/platforms'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { updateAgent } from '../agents/update-agent.ts'
import type { MemberContext } from '../context.ts'
import { createConversation } from '../conversations/create-conversation.ts'
import { getConversation } from '../conversations/get-conversation.ts'
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../errors.ts'
import { continueMessage } from '../messages/continue-message.ts'
import { decideMessage } from '../messages/decide-message.ts'
import { stopMessage } from '../messages/stop-message.ts'
import { createProject } from '../projects/create-project.ts'
import { sweepExpiredTurns } from '../turns/sweep-expired-turns.ts'
import { createTool } from './create-tool.ts'
import { ensureSystemTools } from './ensure-system-tools.ts'
import { getTool } from './get-tool.ts'
import { listTools } from './list-tools.ts'
import { rotateSecret } from './rotate-secret.ts'
import { updateTool } from './update-tool.ts'

let platforms: SandboxPlatforms
let world: TestWorld
beforeAll(async () => {
  platforms = await startTestPlatforms()
  world = await startTestWorld({ platforms })
  await ensureSystemTools()
})
afterAll(async () => {
  await world.close()
  await platforms.close()
})

interface Received {
  headers: IncomingHttpHeaders
  text: string
  arguments: unknown
}

/** Where the tools of a test arrive. */
let received: Received[] = []
let answer: () => string | Promise<string> = () => '{"id":7}'
let address = ''
const server = createServer(async (request, response) => {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece)
  const text = Buffer.concat(pieces).toString()
  received.push({ headers: request.headers, text, arguments: JSON.parse(text).arguments })
  response.end(await answer())
})
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  address = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}/notes`
})
beforeEach(() => {
  received = []
  answer = () => '{"id":7}'
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

function addNote(): CreateToolInput {
  return {
    name: 'add_note',
    displayName: 'Add a note',
    description: 'Adds a note to a contact.',
    category: 'communication',
    parametersSchema: {
      type: 'object',
      properties: { text: { $ref: '#/$defs/text' } },
      required: ['text'],
      additionalProperties: false,
      $defs: { text: { type: 'string', maxLength: 20 } },
    },
    implementation: { type: 'webhook', handler: address },
    effect: 'write',
  }
}

interface Asked {
  ctx: MemberContext
  tenant: TestTenant
  conversationId: string
}

async function enable({ ctx, agentId }: { ctx: MemberContext; agentId: string }, ...names: string[]) {
  const agent = await Agent.findById(agentId).lean()
  const tools = [...(agent?.tools ?? []), ...names.map((name) => ({ name, category: 'custom', enabled: true }))]
  const plain = tools.map(({ name, enabled }) => ({ name, enabled }))
  await updateAgent({ ctx, input: { agentId, tools: plain } })
}

async function begin(...tools: CreateToolInput[]): Promise<Asked & { toolIds: string[] }> {
  const tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  const toolIds: string[] = []
  for (const input of tools) toolIds.push((await createTool({ ctx, input })).id)
  await enable({ ctx, agentId: tenant.agentId }, ...tools.map(({ name }) => name))
  const { id: conversationId } = await createConversation({ ctx, input: {} })
  return { ctx, tenant, conversationId, toolIds }
}

const NOTE = 'Use add_note with {"text":"Call Ana"}'

async function parked(question = NOTE) {
  const asked = await begin(addNote())
  return { ...asked, message: await ask(asked.ctx, asked.conversationId, question) }
}

function cardsOf({ parts }: Message) {
  return parts.flatMap(({ value }) => approveCardContract.safeParse(value).data ?? [])
}

const placeOf = ({ conversationId, id, functionCalls }: Message, at = -1) => ({
  conversationId,
  messageId: id,
  functionCallId: functionCalls.at(at)?.id ?? '',
})

const approve = (ctx: MemberContext, message: Message, at = -1) =>
  decideMessage({ ctx, input: { ...placeOf(message, at), decision: 'approve' } })

const answerOf = ({ ctx, conversationId }: Asked, message: Message) => waitForAnswer(ctx, conversationId, message.id)

const statsOf = async (ctx: MemberContext, toolId = '') => (await getTool({ ctx, input: { toolId } })).usageStats

describe('approval', () => {
  test('a call with an effect waits, with a card, and nothing is called; what reads is called at once', async () => {
    const { ctx, conversationId, message } = await parked()
    expect(message).toMatchObject({
      status: 'awaiting_approval',
      functionCalls: [{ name: 'add_note', state: 'awaiting_approval', arguments: { text: 'Call Ana' } }],
    })
    expect(cardsOf(message)).toEqual([
      {
        kind: 'approve',
        functionCallId: message.functionCalls[0]?.id,
        title: 'Add a note',
        description: 'Adds a note to a contact.',
        effect: 'write',
        destination: new URL(address).host,
        arguments: { text: 'Call Ana' },
        parametersSchema: addNote().parametersSchema,
      },
    ])
    expect(received).toEqual([])
    const turn = await Turn.findOne({ messageId: message.id }).lean()
    expect(turn).toMatchObject({ state: 'awaiting_approval', attempt: 1 })
    expect(turn?.leaseExpiresAt).toBeUndefined()
    expect(await UsageRecord.findOne({ messageId: message.id, purpose: 'answer' }).lean()).toMatchObject({
      state: 'settled',
    })
    expect(await AgentExecution.findOne({ messageId: message.id }).lean()).toMatchObject({ status: 'parked' })
    expect((await getConversation({ ctx, input: { conversationId } })).messages[1]).toEqual(message)
    await sweepExpiredTurns({ ...ctx, now: () => new Date(Date.now() + 86_400_000) })
    expect(await Turn.findOne({ messageId: message.id }).lean()).toMatchObject({ state: 'awaiting_approval' })
  })

  test('approved, it is called once, the same answer goes on, and it is counted once', async () => {
    const asked = await parked()
    const { ctx, message, toolIds } = asked
    expect(await approve(ctx, message)).toMatchObject({ id: message.id })
    const done = await answerOf(asked, message)
    expect(done).toMatchObject({ status: 'complete', functionCalls: [{ state: 'succeeded', result: { id: 7 } }] })
    expect(done.text).toContain('id: 7')
    expect(received.map((one) => one.arguments)).toEqual([{ text: 'Call Ana' }])
    await expect(approve(ctx, message)).rejects.toThrow(ConflictError)
    expect(await statsOf(ctx, toolIds[0])).toEqual({
      totalCalls: 1,
      successCalls: 1,
      failedCalls: 0,
      lastUsedAt: expect.any(String),
      averageResponseTimeMs: expect.any(Number),
    })
  })

  test('edited, it is called with what the person wrote; what the tool does not take is refused by its field', async () => {
    const asked = await parked()
    const { ctx, message } = asked
    const edit = (args: Record<string, never> | Record<string, string>) =>
      decideMessage({ ctx, input: { ...placeOf(message), decision: 'edit', arguments: args } })
    await expect(edit({ text: 'x'.repeat(21), more: 'x' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      fields: {
        'arguments.text': ['must NOT have more than 20 characters'],
        'arguments.more': ['must NOT have additional properties'],
      },
    })
    await expect(edit({})).rejects.toMatchObject({ fields: { 'arguments.text': [expect.any(String)] } })
    await expect(edit({ $where: 'x' })).rejects.toThrow(InvalidInputError)
    expect(await Turn.findOne({ messageId: message.id }).lean()).toMatchObject({ state: 'awaiting_approval' })
    await edit({ text: 'Write to Ana' })
    const done = await answerOf(asked, message)
    expect(received.map((one) => one.arguments)).toEqual([{ text: 'Write to Ana' }])
    expect(done.functionCalls[0]).toMatchObject({ state: 'succeeded', arguments: { text: 'Write to Ana' } })
    expect(cardsOf(done)[0]?.arguments).toEqual({ text: 'Write to Ana' })
  })

  test('declined, it is not called, and the answer says so', async () => {
    const asked = await parked()
    const { ctx, message, toolIds } = asked
    await decideMessage({ ctx, input: { ...placeOf(message), decision: 'decline' } })
    const done = await answerOf(asked, message)
    expect(done).toMatchObject({ status: 'complete', functionCalls: [{ state: 'declined' }] })
    expect(done.text).toContain('You declined')
    expect(received).toEqual([])
    expect(await statsOf(ctx, toolIds[0])).toMatchObject({ totalCalls: 0, lastUsedAt: null })
  })

  test('of several decisions at once one counts', async () => {
    const asked = await parked()
    const { ctx, message } = asked
    const decisions = ['approve', 'decline', 'approve', 'approve'] as const
    const all = await Promise.allSettled(
      decisions.map((decision) => decideMessage({ ctx, input: { ...placeOf(message), decision } })),
    )
    expect(all.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    for (const one of all) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(ConflictError)
    await answerOf(asked, message)
    expect(received.length).toBeLessThanOrEqual(1)
    expect(await Turn.findOne({ messageId: message.id }).lean()).toMatchObject({ attempt: 2 })
  })

  test('is of the person alone who asked, and of no viewer', async () => {
    const { message, tenant } = await parked()
    const colleague = world.contextOf(await createMember(tenant.organizationId, 'admin'))
    const outsider = world.contextOf((await createTenant()).owner)
    for (const ctx of [colleague, outsider]) await expect(approve(ctx, message)).rejects.toThrow(NotFoundError)
    const viewer = world.contextOf({ ...tenant.owner, role: 'viewer' })
    await expect(approve(viewer, message)).rejects.toThrow(ForbiddenError)
    expect(received).toEqual([])
  })
})

test('what is empty in schema and arguments is what was approved; and no query on the way scans', async () => {
  const empty = { type: 'object', properties: {}, required: [], $defs: {} }
  const asked = await begin({ ...addNote(), parametersSchema: empty })
  const { ctx, conversationId } = asked
  const scans = await findScans(
    await recordQueries(async () => {
      const message = await ask(ctx, conversationId, 'Use add_note with {}')
      await approve(ctx, message)
      expect((await answerOf(asked, message)).functionCalls).toMatchObject([{ state: 'succeeded', arguments: {} }])
    }),
  )
  expect(received.map((one) => one.arguments)).toEqual([{}])
  expect(scans).toEqual([])
})

describe('several that wait', () => {
  test('the answer goes on when each is decided', async () => {
    const asked = await parked('Use add_note with {"text":"One"} and add_note with {"text":"Two"}')
    const { ctx, message } = asked
    expect(cardsOf(message).map((card) => card.arguments)).toEqual([{ text: 'One' }, { text: 'Two' }])
    const half = await approve(ctx, message, 0)
    expect(half).toMatchObject({
      status: 'awaiting_approval',
      functionCalls: [{ state: 'running' }, { state: 'awaiting_approval' }],
    })
    expect(received).toEqual([])
    await expect(approve(ctx, message, 0)).rejects.toThrow(ConflictError)
    await decideMessage({ ctx, input: { ...placeOf(message, 1), decision: 'decline' } })
    const done = await answerOf(asked, message)
    expect(done.functionCalls.map(({ state }) => state)).toEqual(['succeeded', 'declined'])
    expect(received.map((one) => one.arguments)).toEqual([{ text: 'One' }])
  })

  test.each(['connected first', 'approved first'])('a connection and an approval, %s', async (order) => {
    const asked = await parked('Use add_note with {"text":"One"} and connect_google_analytics with {}')
    const { ctx, message } = asked
    expect(message.status).toBe('awaiting_connection')
    await expect(approve(ctx, message, 1)).rejects.toThrow(ConflictError)
    if (order === 'approved first') {
      expect((await approve(ctx, message, 0)).status).toBe('awaiting_connection')
      await connectGoogle(ctx, platforms)
    } else {
      await connectGoogle(ctx, platforms)
      expect((await answerOf(asked, message)).status).toBe('awaiting_approval')
      await approve(ctx, message, 0)
    }
    const done = await answerOf(asked, message)
    expect(done).toMatchObject({ status: 'complete' })
    expect(done.functionCalls.map(({ state }) => state)).toEqual(['succeeded', 'succeeded'])
    expect(received.length).toBe(1)
  })
})

describe('exactly once', () => {
  let other: TestWorld | undefined
  afterEach(async () => {
    await other?.close()
    other = undefined
  })

  test('a restart between question and approval', async () => {
    const { tenant, conversationId, message } = await parked()
    other = await startTestWorld({ platforms, keys: world.keys })
    const ctx = other.contextOf(tenant.owner)
    await approve(ctx, message)
    expect(await waitForAnswer(ctx, conversationId, message.id)).toMatchObject({ status: 'complete' })
    expect(received.length).toBe(1)
  })

  test('a server that is lost in the middle of a call: nobody calls again, and it is said that nobody knows', async () => {
    const { ctx, tenant, conversationId, message } = await parked()
    const arrived = new Promise<void>((resolve) => {
      answer = () => {
        resolve()
        return new Promise<string>(() => {})
      }
    })
    await approve(ctx, message)
    await arrived
    other = await startTestWorld({ platforms, keys: world.keys })
    const later = other.contextOf(tenant.owner)
    await Turn.updateOne({ messageId: message.id }, { $set: { leaseExpiresAt: new Date(0) } })
    await expect.poll(() => sweepExpiredTurns(later)).toBe(1)
    const done = await waitForAnswer(later, conversationId, message.id)
    const error = 'It is not known whether this was done.'
    expect(done).toMatchObject({ status: 'complete', functionCalls: [{ state: 'failed', error }] })
    expect(done.text).toContain(error)
    expect(received.length).toBe(1)
  })

  test('a server that is lost before it began calls after all', async () => {
    const asked = await parked()
    const { ctx, message } = asked
    const idle = { ...ctx, turns: { ...ctx.turns, start: () => undefined } }
    await approve(idle, message)
    await Turn.updateOne({ messageId: message.id }, { $set: { leaseExpiresAt: new Date(0) } })
    expect(await sweepExpiredTurns(ctx)).toBe(1)
    expect((await answerOf(asked, message)).functionCalls).toMatchObject([{ state: 'succeeded' }])
    expect(received.length).toBe(1)
  })

  test('a send, or a stop, while it waits ends it; going on with the answer runs nothing by itself', async () => {
    const asked = await parked('Use add_note with {"text":"One"} and add_note with {"text":"Two"}')
    const { ctx, conversationId, message } = asked
    await approve(ctx, message, 0)
    const { assistantMessage } = await send(ctx, conversationId, 'Hello')
    await answerOf(asked, assistantMessage)
    const { messages } = await getConversation({ ctx, input: { conversationId } })
    const ended = messages.find(({ id }) => id === message.id)
    const error = 'The answer ended before this was done.'
    expect(ended).toMatchObject({ status: 'stopped' })
    expect(ended?.functionCalls).toMatchObject([
      { state: 'failed', error },
      { state: 'failed', error },
    ])
    await expect(approve(ctx, message, 1)).rejects.toThrow(ConflictError)
    await continueMessage({ ctx, input: { conversationId, messageId: message.id } })
    expect((await answerOf(asked, message)).functionCalls.map(({ state }) => state)).toEqual(['failed', 'failed'])
    expect(received).toEqual([])

    const stopped = await parked()
    const input = { conversationId: stopped.conversationId, messageId: stopped.message.id }
    expect(await stopMessage({ ctx: stopped.ctx, input })).toMatchObject({ status: 'stopped' })
    await expect(approve(stopped.ctx, stopped.message)).rejects.toThrow(ConflictError)
    expect(received).toEqual([])
  })

  test('a tool that was changed, or switched off, meanwhile is not run', async () => {
    for (const changes of [{ description: 'Deletes a contact.' }, { isActive: false }]) {
      const asked = await parked()
      const { ctx, message, toolIds } = asked
      await updateTool({ ctx, input: { toolId: toolIds[0] ?? '', ...changes } })
      await approve(ctx, message)
      const done = await answerOf(asked, message)
      expect(done.functionCalls[0]).toMatchObject({ state: 'failed', error: expect.stringContaining('was not run') })
    }
    expect(received).toEqual([])
  })
})

describe('what is offered', () => {
  const count = (changes: Partial<CreateToolInput> = {}): CreateToolInput => ({
    ...addNote(),
    name: 'count_words',
    displayName: 'Count words',
    effect: 'read',
    parametersSchema: { type: 'object' },
    implementation: { type: 'code', handler: 'const handler = () => ({ words: 2 })' },
    ...changes,
  })

  const answers = async ({ ctx, conversationId }: Asked) =>
    (await ask(ctx, conversationId, 'Use count_words with {}')).functionCalls.map(({ state }) => state)

  test('code runs in the sandbox; numbers of built-in tools are shown to nobody', async () => {
    const asked = await begin(count())
    expect(await answers(asked)).toEqual(['succeeded'])
    expect(await answers(asked)).toEqual(['succeeded'])
    expect(await statsOf(asked.ctx, asked.toolIds[0])).toMatchObject({ totalCalls: 2, successCalls: 2 })
    await ask(asked.ctx, asked.conversationId, 'What is the date?')
    const { items } = await listTools({ ctx: asked.ctx, input: {} })
    expect(items.filter(({ isSystemTool }) => isSystemTool).every(({ usageStats }) => usageStats === null)).toBe(true)
    const system = await Tool.findOne({ organizationId: null, name: 'get_current_date' }).lean()
    expect(system?.usageStats?.totalCalls).toBeGreaterThanOrEqual(1)
  })

  test("only what is active, enabled, the organization's own, and of no other project", async () => {
    const off = await begin(count({ isActive: false }))
    expect(await answers(off)).toEqual([])

    const disabled = await begin(count())
    await Agent.updateOne({ _id: disabled.tenant.agentId }, { $set: { 'tools.$[].enabled': false } })
    expect(await answers(disabled)).toEqual([])

    const stranger = await begin()
    await expect(enable({ ctx: stranger.ctx, agentId: stranger.tenant.agentId }, 'count_words')).rejects.toThrow(
      InvalidInputError,
    )
    const forced = { tools: [{ name: 'count_words', enabled: true }] }
    await Agent.updateOne({ _id: stranger.tenant.agentId }, { $set: forced })
    expect(await answers(stranger)).toEqual([])

    const { ctx, tenant, conversationId } = await begin()
    const { id: projectId } = await createProject({ ctx, input: { name: 'Spring' } })
    await createTool({ ctx, input: count({ projectId }) })
    await Agent.updateOne({ _id: tenant.agentId }, { $set: forced })
    expect(await answers({ ctx, tenant, conversationId })).toEqual([])
    const { agentId } = tenant
    await updateAgent({ ctx, input: { agentId, projectId, tools: forced.tools } })
    expect(await answers({ ctx, tenant, conversationId })).toEqual(['succeeded'])
  })
})

describe('the secret of a webhook', () => {
  test('signs every request, is shown once by rotateSecret, and is stored encrypted', async () => {
    const asked = await begin({ ...addNote(), effect: 'read' })
    const { ctx, conversationId, toolIds } = asked
    const toolId = toolIds[0] ?? ''
    const { signingSecret } = await rotateSecret({ ctx, input: { toolId } })
    await ask(ctx, conversationId, NOTE)
    const [one] = received
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(one?.headers['parley-signature'])) ?? []
    expect(createHmac('sha256', signingSecret).update(`${t}.${one?.text}`).digest('hex')).toBe(v1)
    const again = await rotateSecret({ ctx, input: { toolId } })
    expect(again.signingSecret).not.toBe(signingSecret)
    const stored = await Tool.findById(toolId).select('+signingSecret').lean()
    expect(stored?.signingSecret).toMatch(/^v1\./)
    expect(JSON.stringify([await getTool({ ctx, input: { toolId } }), world.logged])).not.toMatch(
      new RegExp(`signingSecret|${signingSecret}|${again.signingSecret}|Call Ana`),
    )
  })

  test('is there from the beginning, and for admins of the organization and webhooks alone', async () => {
    const { ctx, tenant, toolIds, conversationId } = await begin({ ...addNote(), effect: 'read' })
    const input = { toolId: toolIds[0] ?? '' }
    await ask(ctx, conversationId, NOTE)
    expect(received[0]?.headers['parley-signature']).toMatch(/^t=\d+,v1=/)
    const member = world.contextOf(await createMember(tenant.organizationId, 'member'))
    await expect(rotateSecret({ ctx: member, input })).rejects.toThrow(ForbiddenError)
    const outsider = world.contextOf((await createTenant()).owner)
    await expect(rotateSecret({ ctx: outsider, input })).rejects.toThrow(NotFoundError)
    const implementation = { type: 'code' as const, handler: 'const handler = () => 1' }
    await updateTool({ ctx, input: { ...input, implementation } })
    await expect(rotateSecret({ ctx, input })).rejects.toThrow(InvalidInputError)
    await updateTool({ ctx, input: { ...input, implementation: { type: 'webhook', handler: address } } })
    await rotateSecret({ ctx, input })
  })
})
