import { getEventListeners } from 'node:events'
import { type SandboxModel, startSandboxModel } from '@parley/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { EventLog } from './events/event-log.ts'
import type { AssistantFunction } from './functions/assistant-function.ts'
import { assistantFunctions } from './functions/registry.ts'
import { createModelClient } from './model/model-client.ts'
import type { NumberedTurnEvent, TurnRef } from './ports.ts'
import {
  calls,
  collect,
  delta,
  failsWith,
  material,
  noReads,
  ofType,
  REF,
  runToEnd,
  says,
  scriptedServer,
  streams,
  type TestTurn,
  type TestTurnOptions,
  textOf,
  turnFor,
} from './test-turns.ts'

let sandbox: SandboxModel
let baseUrl: string
beforeAll(async () => {
  sandbox = await startSandboxModel({ firstTokenDelayMs: 0, charactersPerSecond: 0 })
  baseUrl = `${sandbox.url}/v1`
})
afterAll(() => sandbox.close())

const openServers: { close(): Promise<void> }[] = []
const openTurns: TestTurn[] = []
afterEach(async () => {
  await Promise.all(openTurns.splice(0).map(({ runner }) => runner.close()))
  await Promise.all(openServers.splice(0).map((server) => server.close()))
})

async function scripted(...steps: Parameters<typeof scriptedServer>) {
  const server = await scriptedServer(...steps)
  openServers.push(server)
  return server
}

function turn(
  question: string,
  options: Partial<TestTurnOptions> & { material?: Parameters<typeof material>[1] } = {},
): TestTurn {
  const { material: changes, ...rest } = options
  const made = turnFor(material(question, changes), { baseUrl, ...rest })
  openTurns.push(made)
  return made
}

describe('a turn with the sandbox model', () => {
  test('streams text, tells usage, and ends with the stored message', async () => {
    const made = turn('What is my CPA if I spend 500 and get 25 conversions?')
    const events = await runToEnd(made)
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => ({ attempt: 1, seq: index + 1 })))
    expect(events[0]?.event).toEqual({ type: 'status', status: 'streaming' })
    expect(ofType(events, 'text').length).toBeGreaterThan(10)
    expect(textOf(events)).toContain('**20.00**')
    expect(events.at(-1)?.event).toMatchObject({ type: 'done', message: { status: 'complete', text: textOf(events) } })
    const { outcome } = made.store
    expect(outcome).toMatchObject({ status: 'complete', finishReason: 'stop', temperature: 0.7, text: textOf(events) })
    expect(outcome?.usage).toMatchObject({ model: 'sandbox-marketing', costMicros: 0, isEstimated: false })
    expect(outcome?.usage.outputTokens).toBe(ofType(events, 'text').length)
    expect(outcome?.timeToFirstTokenMs).toBeGreaterThanOrEqual(0)
  })

  test('goes through two rounds of functions and answers from the results of the person asking', async () => {
    const asked: unknown[] = []
    const made = turn('What did we talk about last week?', {
      now: () => new Date('2026-11-21T10:00:00Z'),
      reads: {
        ...noReads,
        async findPastConversations(ref, query) {
          asked.push([ref.ownerKey, query])
          return [
            {
              conversationId: '6566f0a0a0a0a0a0a0a0a0aa',
              title: 'Spring sale',
              lastMessageAt: '2026-11-12T08:00:00.000Z',
              messageCount: 4,
            },
          ]
        },
      },
    })
    const events = await runToEnd(made)
    expect(asked).toEqual([
      [REF.ownerKey, { from: '2026-11-08T23:00:00.000Z', to: '2026-11-15T22:59:59.999Z', limit: 10 }],
    ])
    expect(textOf(events)).toContain('- **Spring sale** · 2026-11-12 · 4 messages')
    const states = ofType(events, 'functionCall').map(({ functionCall }) => [
      functionCall.round,
      functionCall.name,
      functionCall.state,
    ])
    expect(states).toEqual([
      [0, 'get_current_date', 'running'],
      [0, 'get_current_date', 'succeeded'],
      [1, 'find_past_conversations', 'running'],
      [1, 'find_past_conversations', 'succeeded'],
    ])
    expect(ofType(events, 'status').map(({ note }) => note)).toContain('Looking through your conversations…')
    const [first] = made.store.outcome?.rounds ?? []
    expect(first?.text).toContain('Let me look')
    expect(first?.functionCalls[0]?.textOffset).toBe(first?.text.length)
    expect(textOf(events)).toBe(made.store.outcome?.text)
  })

  test('malformed calls are told back, and the turn recovers', async () => {
    const made = turn('Hello', { modelName: 'sandbox-malformed' })
    const events = await runToEnd(made)
    const [first, second] = made.store.outcome?.rounds ?? []
    expect(first?.functionCalls.map(({ state, error }) => [state, error])).toEqual([
      ['failed', 'The arguments are not valid JSON.'],
      ['failed', expect.stringContaining('There is no function of this name')],
      ['failed', expect.stringContaining('arguments/limit must be integer')],
    ])
    expect(second?.functionCalls[0]).toMatchObject({
      name: 'get_page_context',
      state: 'succeeded',
      result: { currentPage: 'Campaigns' },
    })
    expect(textOf(events)).toContain('the last call worked')
    expect(new Set(made.store.outcome?.rounds.flatMap((round) => round.functionCalls.map(({ id }) => id))).size).toBe(4)
  })

  test('an error in mid-answer keeps the partial', async () => {
    const made = turn('Hello', { modelName: 'sandbox-error' })
    const events = await runToEnd(made)
    expect(made.store.outcome).toMatchObject({
      status: 'failed',
      text: textOf(events),
      error: { code: 'model_failed' },
    })
    expect(textOf(events).length).toBeGreaterThan(10)
    expect(made.store.outcome?.usage).toMatchObject({ isEstimated: true })
    expect(events.slice(-2).map(({ event }) => event.type)).toEqual(['error', 'done'])
  })

  test('a title comes after done, with its own usage', async () => {
    const titled = deferred<string>()
    const made = turn('How did my spring campaign do last week?', {
      material: { needsTitle: true },
      events: { onTitle: (_, title) => titled.resolve(title) },
    })
    const events = await runToEnd(made)
    expect(events.at(-1)?.event.type).toBe('done')
    expect(await titled.promise).toBe('Spring campaign last week')
    expect(made.store.titles).toEqual([
      {
        title: 'Spring campaign last week',
        usage: expect.objectContaining({ model: 'sandbox-marketing', isEstimated: false }),
      },
    ])
  })

  test('saves while it streams: the text so far, and the number of its last event', async () => {
    const server = await scripted(async ({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const [index, content] of ['One ', 'two ', 'three'].entries()) {
        response.write(`data: ${JSON.stringify(delta({ content }))}\n\n`)
        await until(() => made.store.saves.length > index)
      }
      response.end('data: [DONE]\n\n')
    })
    const made = turn('x', { baseUrl: server.baseUrl, saveEveryMs: 1 })
    await runToEnd(made)
    expect(made.store.saves).toEqual([
      { text: 'One ', rounds: [], parts: [], lastEventSeq: 2 },
      { text: 'One two ', rounds: [], parts: [], lastEventSeq: 3 },
      { text: 'One two three', rounds: [], parts: [], lastEventSeq: 4 },
    ])
  })

  test('a long answer arrives whole', async () => {
    const events = await runToEnd(turn('x', { modelName: 'sandbox-long' }))
    expect(textOf(events).split(/\s+/)).toHaveLength(3000)
  })
})

describe('reading the events', () => {
  test('a reader from any event id gets the same bytes as one from the start', async () => {
    const made = turn('Give me a table of KPIs')
    const all = await runToEnd(made)
    const lastSeq = all.at(-1)?.id.seq ?? 0
    const tails = await Promise.all(
      Array.from({ length: lastSeq + 1 }, (_, seq) => collect(made.runner, { attempt: 1, seq })),
    )
    for (const [seq, tail] of tails.entries()) {
      expect(textOf(all).endsWith(textOf(tail))).toBe(true)
      expect(tail.at(-1)?.id.seq ?? seq).toBe(lastSeq)
    }
    for (const [index, { id }] of all.entries()) {
      const tail = tails[id.seq] ?? []
      expect(textOf(all.slice(0, index + 1)) + textOf(tail)).toBe(textOf(all))
      expect(withoutText(tail)).toEqual(withoutText(all.slice(index + 1)))
    }
    const none = new AbortController().signal
    expect(made.runner.subscribe(REF.messageId, { attempt: 1, seq: lastSeq + 1 }, none)).toBeNull()
    expect(made.runner.subscribe(REF.messageId, { attempt: 2, seq: 1 }, none)).toBeNull()
    expect(made.runner.subscribe('6566f0a0a0a0a0a0a0a0a0ff', null, none)).toBeNull()
  })

  test('two live readers get the same bytes, and one that leaves stops nothing', async () => {
    const made = turn('Give me a checklist')
    made.runner.start(made.ref)
    const leaving = new AbortController()
    const leaver = (async () => {
      for await (const { event } of made.runner.subscribe(REF.messageId, null, leaving.signal) ?? [])
        if (event.type === 'text') leaving.abort()
    })()
    const [one, two] = await Promise.all([collect(made.runner), collect(made.runner)])
    await leaver
    expect(textOf(one)).toBe(textOf(two))
    expect(withoutText(one)).toEqual(withoutText(two))
    expect(one.at(-1)?.event.type).toBe('done')
  })

  test('events of an ended turn are dropped after a while', async () => {
    const made = turn('Hello', { keepEventsMs: 1 })
    await runToEnd(made)
    await until(() => made.runner.subscribe(REF.messageId, null, new AbortController().signal) === null)
  })

  test('a second start of the same attempt changes nothing', async () => {
    const made = turn('Hello')
    made.runner.start(made.ref)
    made.runner.start(made.ref)
    const events = await collect(made.runner)
    expect(ofType(events, 'done')).toHaveLength(1)
  })
})

describe('stopping', () => {
  test('keeps the partial, and answers with the stored message', async () => {
    const leftByUs = deferred<void>()
    const server = await scripted(({ response }) => {
      response.on('close', leftByUs.resolve)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify(delta({ content: 'The first half' }))}\n\n`)
    })
    const made = turn('Hello', { baseUrl: server.baseUrl })
    made.runner.start(made.ref)
    const events: string[] = []
    for await (const { event } of made.runner.subscribe(REF.messageId, null, new AbortController().signal) ?? []) {
      events.push(event.type)
      if (event.type === 'text') {
        const stopped = made.runner.stop(REF.messageId)
        const again = made.runner.stop(REF.messageId)
        expect(await stopped).toMatchObject({ status: 'stopped', text: 'The first half' })
        expect(await again).toEqual(await stopped)
      }
    }
    await leftByUs.promise
    expect(events).toEqual(['status', 'text', 'usage', 'done'])
    expect(made.store.outcome).toMatchObject({
      status: 'stopped',
      text: 'The first half',
      usage: { isEstimated: true },
    })
    expect(made.store.outcome?.finishReason).toBeUndefined()
    expect(await made.runner.stop(REF.messageId)).toBeNull()
  })

  test('in the middle of a function leaves no call running', async () => {
    const begun = deferred<void>()
    const made = turn('Which page am I on?', {
      functions: replaced('get_page_context', () => {
        begun.resolve()
        return new Promise(() => {})
      }),
    })
    made.runner.start(made.ref)
    await begun.promise
    expect(await made.runner.stop(REF.messageId)).toMatchObject({
      status: 'stopped',
      functionCalls: [{ state: 'failed' }],
    })
  })

  test('close stops every turn and keeps what they have', async () => {
    const made = turn('Hello', { modelName: 'sandbox-slow' })
    made.runner.start(made.ref)
    await made.runner.close()
    expect(made.store.outcome?.status).toBe('stopped')
    made.runner.start({ ...made.ref, messageId: '6566f0a0a0a0a0a0a0a0a0ee' })
    expect(made.runner.subscribe('6566f0a0a0a0a0a0a0a0a0ee', null, new AbortController().signal)).toBeNull()
  })
})

describe('holding the turn', () => {
  test('a lost lease ends the attempt without a word', async () => {
    const server = await scripted(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify(delta({ content: 'x' }))}\n\n`)
    })
    const made = turn('Hello', { baseUrl: server.baseUrl, heartbeatMs: 5, saveEveryMs: 60_000 })
    made.runner.start(made.ref)
    const events: string[] = []
    for await (const { event } of made.runner.subscribe(REF.messageId, null, new AbortController().signal) ?? []) {
      events.push(event.type)
      if (event.type === 'text') made.store.isHeld = false
    }
    expect(events).toEqual(['status', 'text'])
    expect(made.store.outcome).toBeUndefined()
    expect(made.store.renewals).toBeGreaterThan(0)
  })

  test('so does a save that is refused, and a turn that cannot be loaded', async () => {
    const server = await scripted(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify(delta({ content: 'x' }))}\n\n`)
    })
    const made = turn('Hello', { baseUrl: server.baseUrl, saveEveryMs: 1 })
    made.runner.start(made.ref)
    for await (const _ of made.runner.subscribe(REF.messageId, null, new AbortController().signal) ?? [])
      made.store.isHeld = false
    expect(made.store.outcome).toBeUndefined()
    const other = turn('Hello')
    other.store.isHeld = false
    expect(await runToEnd(other)).toEqual([])
  })

  test('a database that is away for a moment costs no answer', async () => {
    const made = turn('Hello')
    made.store.finishFailures = 1
    const events = await runToEnd(made)
    expect(events.at(-1)?.event.type).toBe('done')
  })

  test('a new attempt begins with a reset of what was kept, and goes on from there', async () => {
    const whole = turn('Give me a checklist')
    const text = textOf(await runToEnd(whole))
    const half = text.slice(0, 100)
    const ref = { ...REF, attempt: 2 }
    const made = turn('Give me a checklist', { material: { ref, text: half } })
    const events = await runToEnd(made)
    expect(events[0]).toEqual({ id: { attempt: 2, seq: 1 }, event: { type: 'reset', text: half, functionCalls: [] } })
    expect(textOf(events)).toBe(text)
  })

  test('a new attempt goes on from saved rounds without running them again', async () => {
    let runs = 0
    const functions = replaced('get_page_context', async () => {
      runs += 1
      return { currentPage: 'Home' }
    })
    const first = turn('Which page am I on?', { functions })
    await runToEnd(first)
    const rounds = first.store.outcome?.rounds ?? []
    const second = turn('Which page am I on?', { functions, material: { ref: { ...REF, attempt: 2 }, rounds } })
    const events = await runToEnd(second)
    expect(runs).toBe(1)
    expect(events[0]?.event).toMatchObject({
      type: 'reset',
      functionCalls: [{ name: 'get_page_context', state: 'succeeded' }],
    })
    expect(textOf(events)).toContain('**Home**')
  })
})

describe('rounds', () => {
  test('after eight the model is asked once more, without functions', async () => {
    const server = await scripted(
      ...Array.from({ length: 8 }, () => calls({ name: 'get_current_date', arguments: '{}' })),
      says('Done.'),
    )
    const made = turn('Loop', { baseUrl: server.baseUrl })
    const events = await runToEnd(made)
    expect(server.seen).toHaveLength(9)
    expect(server.seen.map(({ tools }) => tools !== undefined)).toEqual([...Array(8).fill(true), false])
    expect(made.store.outcome?.rounds).toHaveLength(8)
    expect(textOf(events)).toBe('Done.')
    expect(new Set(made.store.outcome?.rounds.map((round) => round.functionCalls[0]?.id)).size).toBe(8)
  })

  test('a model that never stops calling ends as failed', async () => {
    const server = await scripted(calls({ name: 'get_current_date', arguments: '{}' }))
    const made = turn('Loop', { baseUrl: server.baseUrl })
    await runToEnd(made)
    expect(server.seen).toHaveLength(9)
    expect(made.store.outcome).toMatchObject({ status: 'failed', error: { code: 'model_empty' } })
  })

  test('a result over 32 KB is cut, and says so', async () => {
    const server = await scripted(calls({ name: 'get_page_context', arguments: '{}' }), says('Ok.'))
    const functions = replaced('get_page_context', async () => ({ text: 'é"'.repeat(40_000) }))
    const made = turn('Page?', { baseUrl: server.baseUrl, functions })
    await runToEnd(made)
    const sent = server.seen[1]?.messages.at(-1)
    expect(sent?.role).toBe('tool')
    expect(Buffer.byteLength(sent?.content ?? '')).toBeLessThanOrEqual(32 * 1024)
    expect(JSON.parse(sent?.content ?? '')).toMatchObject({ isCut: true, note: expect.stringContaining('bytes') })
    expect(JSON.parse(sent?.content ?? '')).not.toHaveProperty('attachmentId')
  })

  test('and the whole of it is kept beside', async () => {
    const server = await scripted(calls({ name: 'get_page_context', arguments: '{}' }), says('Ok.'))
    const result = { text: 'x'.repeat(40_000) }
    const kept: string[][] = []
    const reads = {
      ...noReads,
      keepResult: async (_ref: TurnRef, ...what: string[]) => {
        kept.push(what)
        return 'file-1'
      },
    }
    const functions = replaced('get_page_context', async () => result)
    await runToEnd(turn('Page?', { baseUrl: server.baseUrl, functions, reads }))
    expect(kept).toEqual([['get_page_context', JSON.stringify(result)]])
    expect(JSON.parse(server.seen[1]?.messages.at(-1)?.content ?? '')).toMatchObject({ attachmentId: 'file-1' })
  })

  test('text of a later round begins a new paragraph', async () => {
    const call = { index: 0, id: 'a', function: { name: 'get_current_date', arguments: '{}' } }
    const server = await scripted(
      streams(delta({ content: 'One.' }), delta({ tool_calls: [call] }, 'tool_calls')),
      says('Two.'),
    )
    const made = turn('x', { baseUrl: server.baseUrl })
    expect(textOf(await runToEnd(made))).toBe('One.\n\nTwo.')
    expect(server.seen[1]?.messages.slice(-2)).toMatchObject([
      { role: 'assistant', content: 'One.' },
      { role: 'tool', tool_call_id: 'a' },
    ])
  })
})

describe('servers that bend the protocol', () => {
  const call = (extra: object, name = 'get_current_date', args: unknown = '{}') => ({
    ...extra,
    function: { name, arguments: args },
  })
  test.each([
    [
      'no index and no id',
      streams(
        delta({ tool_calls: [call({})] }),
        delta({ tool_calls: [call({}, 'get_page_context')] }),
        delta({}, 'tool_calls'),
      ),
      2,
    ],
    [
      'index 0 for every call',
      streams(
        delta({ tool_calls: [call({ index: 0, id: 'a' }), call({ index: 0, id: 'b' }, 'get_page_context')] }),
        delta({}, 'stop'),
      ),
      2,
    ],
    [
      'arguments as an object',
      streams(delta({ tool_calls: [call({ index: 0, id: 'a' }, 'get_current_date', {})] }, 'tool_calls')),
      1,
    ],
    [
      'the older function_call',
      streams(
        delta({ function_call: { name: 'get_current_date', arguments: '' } }),
        delta({ function_call: { arguments: '{}' } }, 'function_call'),
      ),
      1,
    ],
    [
      'the same id twice',
      streams(delta({ tool_calls: [call({ index: 0, id: 'a' }), call({ index: 1, id: 'a' })] }, 'tool_calls')),
      2,
    ],
    [
      'an id with odd characters',
      streams(delta({ tool_calls: [call({ index: 0, id: 'functions.x:0' })] }, 'tool_calls')),
      1,
    ],
    ['no finish reason', streams(delta({ tool_calls: [call({ index: 0, id: 'a' })] })), 1],
  ])('%s', async (_, step, count) => {
    const server = await scripted(step, says('Done.'))
    const made = turn('x', { baseUrl: server.baseUrl })
    expect(textOf(await runToEnd(made))).toBe('Done.')
    const ran = made.store.outcome?.rounds[0]?.functionCalls ?? []
    expect(ran.map(({ state }) => state)).toEqual(Array(count).fill('succeeded'))
    const ids = server.seen[1]?.messages.flatMap(({ tool_call_id }) => tool_call_id ?? []) ?? []
    expect(ids).toEqual(ran.map(({ id }) => id))
    expect(new Set(ids).size).toBe(count)
    expect(ids.every((id) => /^[\w-]{1,64}$/.test(id))).toBe(true)
  })

  test('no usage: tokens are estimated, and the price is not known', async () => {
    const server = await scripted(
      streams(delta({ content: 'a'.repeat(400) }), { choices: [], usage: { prompt_tokens: 'many' } }),
    )
    const made = turn('x', { baseUrl: server.baseUrl, modelName: 'llama-small' })
    const events = await runToEnd(made)
    expect(made.store.outcome).toMatchObject({
      status: 'complete',
      finishReason: 'stop',
      usage: { outputTokens: 100, isEstimated: true, costMicros: null },
    })
    expect(ofType(events, 'usage')[0]?.usage).toMatchObject({ outputTokens: 100, costUsd: null })
  })

  test('finish reason length is kept; max_tokens is sent under its old name', async () => {
    const server = await scripted(streams(delta({ content: 'Half an ans' }), delta({}, 'length')))
    const made = turn('x', { baseUrl: server.baseUrl })
    await runToEnd(made)
    expect(made.store.outcome).toMatchObject({ status: 'complete', finishReason: 'length' })
    expect(server.seen[0]).toMatchObject({
      max_tokens: 100_000,
      temperature: 0.7,
      stream: true,
      stream_options: { include_usage: true },
    })
    expect(server.seen[0]).not.toHaveProperty('top_p')
  })

  test('text without end is cut at 256 KB', async () => {
    const server = await scripted(streams(...Array.from({ length: 80 }, () => delta({ content: 'é'.repeat(2048) }))))
    const made = turn('x', { baseUrl: server.baseUrl })
    await runToEnd(made)
    expect(made.store.outcome).toMatchObject({ status: 'complete', finishReason: 'length' })
    expect(Buffer.byteLength(made.store.outcome?.text ?? '')).toBe(256 * 1024)
  })
})

describe('when the model fails', () => {
  test.each([
    [401, { message: 'Incorrect API key provided: sk-verysecret' }, 'model_unauthorized'],
    [404, { message: 'no such model' }, 'model_not_found'],
    [429, { message: 'slow down' }, 'model_busy'],
    [429, { message: 'pay', code: 'insufficient_quota' }, 'model_quota'],
    [500, { message: 'oops' }, 'model_failed'],
    [503, { message: 'overloaded' }, 'model_failed'],
    [
      400,
      { message: "This model's maximum context length is 4096 tokens", code: 'context_length_exceeded' },
      'context_too_long',
    ],
    [422, { message: 'no' }, 'model_refused'],
  ])('%i %j → %s', async (status, error, code) => {
    const server = await scripted(failsWith(status, error))
    const made = turn('x', { baseUrl: server.baseUrl, apiKey: 'sk-verysecret' })
    const events = await runToEnd(made)
    expect(events.map(({ event }) => event.type)).toEqual(['status', 'usage', 'error', 'done'])
    expect(made.store.outcome).toMatchObject({
      status: 'failed',
      error: { code },
      usage: { inputTokens: 0, outputTokens: 0 },
    })
    expect(JSON.stringify(made.store.outcome)).not.toContain('verysecret')
    expect(made.store.outcome?.error?.userMessage).not.toMatch(/\d{3}|null|undefined/)
    expect(server.seen).toHaveLength(1)
  })

  test('a server that is not there', async () => {
    const server = await scriptedServer(says('never'))
    await server.close()
    const made = turn('x', { baseUrl: server.baseUrl })
    await runToEnd(made)
    expect(made.store.outcome).toMatchObject({ status: 'failed', error: { code: 'model_unreachable' } })
  })

  test('a connection that breaks before the first byte is tried again', async () => {
    const server = await scripted(({ response }) => response.destroy() && undefined, says('Here after all.'))
    const made = turn('x', { baseUrl: server.baseUrl })
    expect(textOf(await runToEnd(made))).toBe('Here after all.')
    expect(server.seen).toHaveLength(2)
  })

  test('a stream that breaks in the middle keeps the partial and is not asked again', async () => {
    const server = await scripted(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify(delta({ content: 'Half of it' }))}\n\n`, () => response.destroy())
    })
    const made = turn('x', { baseUrl: server.baseUrl })
    await runToEnd(made)
    expect(made.store.outcome).toMatchObject({
      status: 'failed',
      text: 'Half of it',
      error: { code: 'model_interrupted' },
    })
    expect(server.seen).toHaveLength(1)
  })

  test('a server that goes silent, before or after the first byte', async () => {
    const never = await scripted(() => {})
    const first = turn('x', {
      model: createModelClient({ baseUrl: never.baseUrl, model: 'm', firstByteTimeoutMs: 20 }),
    })
    await runToEnd(first)
    expect(first.store.outcome).toMatchObject({ status: 'failed', text: '', error: { code: 'model_timeout' } })
    const silent = await scripted(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify(delta({ content: 'Half of it' }))}\n\n`)
    })
    const second = turn('x', { model: createModelClient({ baseUrl: silent.baseUrl, model: 'm', idleTimeoutMs: 200 }) })
    await runToEnd(second)
    expect(second.store.outcome).toMatchObject({
      status: 'failed',
      text: 'Half of it',
      error: { code: 'model_timeout' },
    })
  })

  test('an empty answer, and one that is not JSON', async () => {
    const empty = await scripted(streams(delta({}, 'stop')))
    const one = turn('x', { baseUrl: empty.baseUrl })
    await runToEnd(one)
    expect(one.store.outcome?.error?.code).toBe('model_empty')
    const broken = await scripted(({ response }) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end('data: {"choices": [\n\n')
    })
    const two = turn('x', { baseUrl: broken.baseUrl })
    await runToEnd(two)
    expect(two.store.outcome?.error?.code).toBe('model_unreachable')
  })

  test('a model that says nothing for long is told of, and taken back when it speaks', async () => {
    const heard = deferred<void>()
    const server = await scripted(async (seen) => {
      await heard.promise
      says('At last.')(seen)
    })
    const made = turn('x', { baseUrl: server.baseUrl, slowAfterMs: 5 })
    made.runner.start(made.ref)
    const notes: (string | undefined)[] = []
    for await (const { event } of made.runner.subscribe(REF.messageId, null, new AbortController().signal) ?? []) {
      if (event.type !== 'status') continue
      notes.push(event.note)
      if (event.note) heard.resolve()
    }
    expect(notes).toEqual([undefined, 'The model is slow today…', undefined])
  })
})

describe('the event log', () => {
  test('a reader that is behind is sent the text it missed as one event, under the id of its last', async () => {
    const log = new EventLog(1, () => ({ text: '', functionCalls: [] }))
    for (const text of ['a', 'b', 'c']) log.append({ type: 'text', text })
    log.append({ type: 'status', status: 'streaming' })
    log.append({ type: 'text', text: 'd' })
    log.end()
    const read = async (seq: number) => {
      const events = []
      for await (const event of log.read({ attempt: 1, seq }, new AbortController().signal) ?? []) events.push(event)
      return events.map(({ id, event }) => [id.seq, event.type === 'text' ? event.text : event.type])
    }
    expect(await read(0)).toEqual([
      [3, 'abc'],
      [4, 'status'],
      [5, 'd'],
    ])
    expect(await read(2)).toEqual([
      [3, 'c'],
      [4, 'status'],
      [5, 'd'],
    ])
    expect(await read(5)).toEqual([])
  })

  test('10,000 readers that come and go leave nothing behind', async () => {
    const log = new EventLog(1, () => ({ text: '', functionCalls: [] }))
    const shared = new AbortController()
    await Promise.all(
      Array.from({ length: 10_000 }, async () => {
        const own = new AbortController()
        const reading = log.read(null, own.signal)?.[Symbol.asyncIterator]().next()
        own.abort()
        expect((await reading)?.done).toBe(true)
        expect(getEventListeners(own.signal, 'abort')).toHaveLength(0)
      }),
    )
    expect(log.waitingCount).toBe(0)
    log.append({ type: 'text', text: 'x' })
    for (let index = 0; index < 1000; index += 1) for await (const _ of log.read(null, shared.signal) ?? []) break
    expect(getEventListeners(shared.signal, 'abort')).toHaveLength(0)
  })

  test('grows no further than its bound; who stood in a merged stretch gets a reset', async () => {
    let text = ''
    const log = new EventLog(1, () => ({ text, functionCalls: [] }), 100)
    const slow = log.read(null, new AbortController().signal)?.[Symbol.asyncIterator]()
    const add = () => {
      const piece = `${log.lastSeq} `
      text += piece
      log.append({ type: 'text', text: piece })
    }
    add()
    expect((await slow?.next())?.value?.event).toEqual({ type: 'text', text: '0 ' })
    for (let count = 1; count < 1000; count += 1) add()
    expect(log.read({ attempt: 1, seq: 5 }, new AbortController().signal)).toBeNull()
    expect(log.read({ attempt: 1, seq: 995 }, new AbortController().signal)).not.toBeNull()
    expect((await slow?.next())?.value).toEqual({
      id: { attempt: 1, seq: 1000 },
      event: { type: 'reset', text, functionCalls: [] },
    })
    log.end()
    const late = []
    for await (const event of log.read(null, new AbortController().signal) ?? []) late.push(event)
    expect(textOf(late)).toBe(text)
    expect(late.length).toBeLessThanOrEqual(100)
  })
})

/** What is not text, without ids: text may come in fewer pieces to who is behind. */
function withoutText(events: readonly NumberedTurnEvent[]): unknown[] {
  return events.flatMap(({ event }) => (event.type === 'text' ? [] : [event]))
}

function deferred<Value>() {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

function replaced(name: string, call: AssistantFunction['call']): Map<string, AssistantFunction> {
  const found = assistantFunctions.get(name)
  if (!found) throw new Error(`no function ${name}`)
  return new Map([...assistantFunctions, [name, { ...found, call }]])
}
