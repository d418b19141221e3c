import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { type FunctionCall, functionCallContract } from '@parley/contracts'
import { afterEach, describe, expect, test } from 'vitest'
import type { TurnMaterial } from './ports.ts'
import { calls, material, noReads, ofType, REF, runToEnd, says, scriptedServer, turnFor } from './test-turns.ts'
import type { OwnTool } from './tools/own-tool.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

interface Received {
  headers: IncomingHttpHeaders
  body: { tool: string; arguments: unknown; callId: string; organizationId: string }
  text: string
}

/** Where tools arrive: each request is kept, then answered. */
async function receiver(answer: (received: Received) => string | Promise<string> = () => '{"id":7}') {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const text = Buffer.concat(pieces).toString()
    const one = { headers: request.headers, body: JSON.parse(text), text }
    received.push(one)
    response.end(await answer(one))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({
    close() {
      server.closeAllConnections()
      server.close()
    },
  })
  const address = server.address()
  const host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  return { host, received }
}

function addNote(host: string, changes: Partial<OwnTool> = {}): OwnTool {
  return {
    id: '6566f0a0a0a0a0a0a0a0a0aa',
    name: 'add_note',
    displayName: 'Add a note',
    description: 'Adds a note to a contact.',
    effect: 'write',
    parametersSchema: {
      type: 'object',
      properties: { text: { type: 'string', maxLength: 20 } },
      required: ['text'],
      additionalProperties: false,
    },
    returnSchema: null,
    implementation: { type: 'webhook', url: `http://${host}/notes`, headers: {}, timeoutMs: 5000 },
    ...changes,
  }
}

const cardOf = (host: string, args: FunctionCall['arguments'] = { text: 'Call Ana' }) => ({
  kind: 'approve',
  functionCallId: 'call_0',
  title: 'Add a note',
  description: 'Adds a note to a contact.',
  effect: 'write',
  destination: host,
  arguments: args,
  parametersSchema: addNote('').parametersSchema,
})

async function turn(
  script: Parameters<typeof scriptedServer>,
  tools: OwnTool[],
  changes: Partial<TurnMaterial> = {},
  options: Partial<Parameters<typeof turnFor>[1]> = {},
) {
  const server = await scriptedServer(...script)
  const base = material('Make a note', changes)
  const agent = { ...base.agent, functionNames: ['get_current_date', ...tools.map(({ name }) => name)], tools }
  const made = turnFor({ ...base, agent }, { baseUrl: server.baseUrl, arePrivateToolsAllowed: true, ...options })
  open.push(made.runner, server)
  return { ...made, seen: server.seen }
}

const note = (args: object = { text: 'Call Ana' }) => ({ name: 'add_note', arguments: JSON.stringify(args) })

/** What a parked turn left, with the call as it was decided. */
function decided(host: string, call: Partial<FunctionCall>, args: FunctionCall['arguments'] = { text: 'Call Ana' }) {
  const made = { id: 'call_0', round: 0, textOffset: 0, name: 'add_note', arguments: args, state: 'running', ...call }
  return {
    ref: { ...REF, attempt: 2 },
    rounds: [{ text: '', functionCalls: [functionCallContract.parse(made)] }],
    parts: [{ type: 'card' as const, value: cardOf(host) }],
  }
}

const APPROVED: Partial<FunctionCall> = { state: 'running' }

describe('a tool of the own that reads', () => {
  test('is offered with its schema and runs at once, signed, with a call of its own', async () => {
    const { host, received } = await receiver()
    const tool = addNote(host, { effect: 'read', returnSchema: { type: 'object', required: ['id'] } })
    const findSigningSecret = async (_: unknown, toolId: string) => `secret of ${toolId}`
    const made = await turn([calls(note()), says('Done.')], [tool], {}, { reads: { ...noReads, findSigningSecret } })
    await runToEnd(made)
    expect(made.seen[0]?.tools?.map((offered) => offered.function)).toContainEqual({
      name: 'add_note',
      description: tool.description,
      parameters: tool.parametersSchema,
    })
    expect(received.map(({ body }) => body)).toEqual([
      {
        tool: 'add_note',
        arguments: { text: 'Call Ana' },
        callId: `${REF.messageId}:call_0`,
        organizationId: REF.organizationId,
      },
    ])
    const [t, v1] = String(received[0]?.headers['parley-signature']).split(',')
    const signed = `${t?.slice(2)}.${received[0]?.text}`
    expect(v1).toBe(`v1=${createHmac('sha256', `secret of ${tool.id}`).update(signed).digest('hex')}`)
    expect(made.store.outcome).toMatchObject({
      status: 'complete',
      parts: [],
      endedCalls: [{ name: 'add_note', state: 'succeeded', result: { id: 7 } }],
    })
    expect(made.seen[1]?.messages.at(-1)?.content).toBe('{"id":7}')
  })

  test.each([
    ['plain text', 'All good', undefined, { result: 'All good' }],
    ['nothing', '', undefined, { result: null }],
    ['names that are more than names', '{"$where":1}', undefined, { result: '{"$where":1}' }],
    [
      'another thing than promised',
      '{"id":"x"}',
      { properties: { id: { type: 'integer' } } },
      { error: 'What it returned is not what it promises: result.id must be integer.' },
    ],
  ])('%s as an answer', async (_name, answer, returnSchema, expected) => {
    const { host } = await receiver(() => answer)
    const tool = addNote(host, { effect: 'read', ...(returnSchema && { returnSchema }) })
    const made = await turn([calls(note()), says('Done.')], [tool])
    await runToEnd(made)
    expect(made.store.outcome?.rounds[0]?.functionCalls[0]).toMatchObject(expected)
  })

  test('code runs in the sandbox, with its arguments, and says where it failed', async () => {
    const codeTool = (code: string) => addNote('', { effect: 'read', implementation: { type: 'code', code } })
    const good = await turn([calls(note()), says('Done.')], [codeTool('const handler = ({ text }) => text.length')])
    await runToEnd(good)
    expect(good.store.outcome?.endedCalls).toMatchObject([{ result: 8, state: 'succeeded' }])
    const bad = await turn([calls(note()), says('Sorry.')], [codeTool('const handler = () => nothing')])
    await runToEnd(bad)
    const error = "Its code failed. ReferenceError: 'nothing' is not defined (line 1)"
    expect(bad.store.outcome?.endedCalls).toMatchObject([{ error, state: 'failed' }])
  })
})

describe('a tool with an effect', () => {
  test('asks first: the turn waits with a card, once the others of its round have ended', async () => {
    const { host, received } = await receiver()
    const date = { name: 'get_current_date', arguments: '{}' }
    const made = await turn([calls(note(), date), says('never asked')], [addNote(host)])
    const events = await runToEnd(made)
    expect(received).toEqual([])
    expect(made.seen.length).toBe(1)
    expect(made.store.outcome).toMatchObject({
      status: 'awaiting_approval',
      endedCalls: [{ name: 'get_current_date' }],
      rounds: [{ functionCalls: [{ state: 'awaiting_approval' }, { state: 'succeeded' }] }],
    })
    expect(ofType(events, 'part')).toEqual([{ type: 'part', part: { type: 'card', value: cardOf(host) } }])
    expect(events.at(-1)?.event).toMatchObject({ type: 'done', message: { status: 'awaiting_approval' } })
  })

  test.each([
    ['too long', { text: 'x'.repeat(21) }, 'arguments.text must NOT have more than 20 characters'],
    ['missing', {}, "arguments.text must have required property 'text'"],
  ])('arguments that are %s are told to the model, and nobody is asked', async (_name, args, error) => {
    const { host, received } = await receiver()
    const made = await turn([calls(note(args)), says('I see.')], [addNote(host)])
    const events = await runToEnd(made)
    expect(ofType(events, 'part')).toEqual([])
    expect(received).toEqual([])
    expect(made.store.outcome?.endedCalls).toMatchObject([{ error: `The arguments do not fit: ${error}` }])
  })

  test('once approved it runs, after it was saved that it was begun', async () => {
    let savedBefore: FunctionCall | undefined
    const { host, received } = await receiver(() => {
      savedBefore = made.store.saves.at(-1)?.rounds[0]?.functionCalls[0]
      return '{"id":7}'
    })
    const made = await turn([says('Noted.')], [addNote(host)], decided(host, APPROVED), { saveEveryMs: 60_000 })
    await runToEnd(made)
    expect(received.map(({ body }) => body.arguments)).toEqual([{ text: 'Call Ana' }])
    expect(savedBefore).toMatchObject({ state: 'running', startedAt: expect.any(String) })
    expect(made.store.outcome).toMatchObject({ status: 'complete', endedCalls: [{ result: { id: 7 } }] })
    expect(made.seen[0]?.messages.at(-1)?.content).toBe('{"id":7}')
  })

  test('one that had begun when its server died is not run again', async () => {
    const { host, received } = await receiver()
    const begun = { state: 'running' as const, startedAt: '2026-01-01T00:00:00.000Z' }
    const made = await turn([says('I do not know.')], [addNote(host)], decided(host, begun))
    await runToEnd(made)
    expect(received).toEqual([])
    const error = 'It is not known whether this was done.'
    expect(made.store.outcome?.rounds[0]?.functionCalls).toMatchObject([{ state: 'failed', error }])
    expect(made.seen[0]?.messages.at(-1)?.content).toBe(JSON.stringify({ error }))
  })

  test.each([
    ['goes elsewhere', { implementation: { ...addNote('elsewhere.test').implementation } }],
    ['says something else', { description: 'Deletes a contact.' }],
    ['is a read by now', { effect: 'read' as const }],
  ])('a tool that %s since is not run with the old approval', async (_name, changes) => {
    const { host, received } = await receiver()
    const made = await turn([says('I see.')], [addNote(host, changes)], decided(host, APPROVED))
    await runToEnd(made)
    expect(received).toEqual([])
    const error = 'It was not run: the tool was changed since this was approved.'
    expect(made.store.outcome?.rounds[0]?.functionCalls).toMatchObject([{ state: 'failed', error }])
  })

  test('what cannot be saved is not run', async () => {
    const { host, received } = await receiver()
    const made = await turn([says('I see.')], [addNote(host)], decided(host, APPROVED))
    made.store.save = async () => {
      throw new Error('the database is away')
    }
    await runToEnd(made)
    expect(received).toEqual([])
    expect(made.store.outcome?.endedCalls).toMatchObject([{ error: expect.stringContaining('It was not run') }])
  })

  test('stopped in the middle, nobody knows; and a slow answer leaves nobody wiser', async () => {
    const { host } = await receiver(() => {
      void made.runner.stop(REF.messageId)
      return new Promise<string>(() => {})
    })
    const made = await turn([says('never asked')], [addNote(host)], decided(host, APPROVED))
    await runToEnd(made)
    expect(made.store.outcome).toMatchObject({
      status: 'stopped',
      endedCalls: [{ error: 'Stopped before it ended. It is not known whether this was done.' }],
    })
    const slow = await receiver(() => new Promise<string>(() => {}))
    const implementation = { ...addNote(slow.host).implementation, timeoutMs: 100 }
    const late = await turn([says('Hm.')], [addNote(slow.host, { implementation })], decided(slow.host, APPROVED))
    await runToEnd(late)
    expect(late.store.outcome?.endedCalls).toMatchObject([
      { error: 'It did not answer within 0.1 seconds. It is not known whether this was done.' },
    ])
  })

  test('of several that ask, the turn waits for each', async () => {
    const { host, received } = await receiver()
    const parked = decided(host, { state: 'awaiting_approval' })
    const [first] = parked.rounds[0]?.functionCalls ?? []
    if (!first) throw new Error('no call')
    const rounds = [{ text: '', functionCalls: [first, { ...first, id: 'call_1', state: 'declined' as const }] }]
    const made = await turn([says('never asked')], [addNote(host)], { ...parked, rounds })
    await runToEnd(made)
    expect(made.store.outcome).toMatchObject({ status: 'awaiting_approval', endedCalls: [] })
    expect(made.seen).toEqual([])
    expect(received).toEqual([])
  })
})
