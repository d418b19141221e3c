import type { FunctionCall } from '@parley/contracts'
import { afterEach, describe, expect, test } from 'vitest'
import type { ConnectionNeed, Connections } from './connections.ts'
import {
  calls,
  material,
  noConnections,
  noReads,
  ofType,
  REF,
  runToEnd,
  says,
  scriptedServer,
  type TestTurn,
  turnFor,
} from './test-turns.ts'

const NEED: ConnectionNeed = {
  platform: 'google_analytics',
  name: 'Google Analytics',
  reads: ['reports'],
  neverDoes: ['write'],
  isSandbox: true,
  reason: 'not_connected',
}

const functionNames = ['get_current_date', 'list_connections', 'connect_google_analytics', 'run_report']
const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

async function turn(
  steps: Parameters<typeof scriptedServer>,
  connections: Partial<Connections>,
  changes: Parameters<typeof material>[1] = {},
): Promise<TestTurn & { seen: Awaited<ReturnType<typeof scriptedServer>>['seen'] }> {
  const server = await scriptedServer(...steps)
  const base = material('How did my site do?', changes)
  const made = turnFor(
    { ...base, agent: { ...base.agent, functionNames } },
    { baseUrl: server.baseUrl, reads: { ...noReads, connections: { ...noConnections, ...connections } } },
  )
  open.push(made.runner, server)
  return { ...made, seen: server.seen }
}

const needing: Partial<Connections> = { findNeed: async () => NEED }
const connect = { name: 'connect_google_analytics', arguments: '{}' }
const date = { name: 'get_current_date', arguments: '{}' }

describe('parking', () => {
  test('a call that needs a platform parks the turn, with the card, once the others of its round have ended', async () => {
    const made = await turn([calls(connect, date), says('never asked')], needing)
    const events = await runToEnd(made)
    expect(made.seen.length).toBe(1)
    expect(made.store.outcome).toMatchObject({ status: 'awaiting_connection' })
    expect(made.store.outcome?.finishReason).toBeUndefined()
    const states = made.store.outcome?.rounds[0]?.functionCalls.map(({ name, state }) => [name, state])
    expect(states).toEqual([
      ['connect_google_analytics', 'awaiting_connection'],
      ['get_current_date', 'succeeded'],
    ])
    const card = { type: 'card', value: { ...NEED, kind: 'connect', functionCallId: 'call_0' } }
    expect(ofType(events, 'part')).toEqual([{ type: 'part', part: card }])
    expect(events.at(-1)?.event).toMatchObject({ type: 'done', message: { status: 'awaiting_connection' } })
  })

  test('the next attempt runs the waiting call again and no other', async () => {
    const call = (id: string, name: string, state: FunctionCall['state']): FunctionCall => ({
      id,
      round: 0,
      textOffset: 0,
      name,
      arguments: {},
      state,
      ...(state === 'succeeded' && { result: { date: 'kept' } }),
    })
    const rounds = [
      {
        text: '',
        functionCalls: [
          call('call_0', 'connect_google_analytics', 'awaiting_connection'),
          call('call_1', 'get_current_date', 'succeeded'),
        ],
      },
    ]
    const ref = { ...REF, attempt: 2 }
    const made = await turn([says('Connected.')], {}, { ref, rounds })
    const events = await runToEnd(made)
    expect(events[0]?.event.type).toBe('reset')
    expect(made.store.outcome).toMatchObject({ status: 'complete', text: 'Connected.' })
    const results = made.store.outcome?.rounds[0]?.functionCalls.map(({ result }) => result)
    expect(results).toEqual([{ isConnected: true }, { date: 'kept' }])
    const told = made.seen[0]?.messages.filter(({ role }) => role === 'tool').map(({ content }) => content)
    expect(told).toEqual(['{"isConnected":true}', '{"date":"kept"}'])
  })

  test('what was declined is told to the model, and nothing is run', async () => {
    const declined: FunctionCall = {
      id: 'call_0',
      round: 0,
      textOffset: 0,
      name: 'connect_google_analytics',
      arguments: {},
      state: 'declined',
      error: 'The user chose not to connect.',
    }
    const rounds = [{ text: '', functionCalls: [declined] }]
    const made = await turn([says('Without it I can …')], needing, { ref: { ...REF, attempt: 2 }, rounds })
    await runToEnd(made)
    expect(made.store.outcome).toMatchObject({ status: 'complete' })
    expect(made.seen[0]?.messages.at(-1)?.content).toBe('{"error":"The user chose not to connect."}')
  })
})

describe('run_report', () => {
  const ask = (args: object) => calls({ name: 'run_report', arguments: JSON.stringify(args) })

  test('a platform that fails becomes a card with the same words the model is told', async () => {
    const made = await turn([ask({ metrics: ['sessions'], dateRange: { period: 'last_week' } }), says('Sorry.')], {
      runReport: async () => ({ type: 'failed', code: 'rate_limited', userMessage: 'Google asks for a pause.' }),
    })
    const events = await runToEnd(made)
    const value = {
      kind: 'error',
      functionCallId: 'call_0',
      code: 'rate_limited',
      userMessage: 'Google asks for a pause.',
    }
    expect(ofType(events, 'part').map(({ part }) => part)).toEqual([{ type: 'card', value }])
    expect(made.seen[1]?.messages.at(-1)?.content).toBe('{"error":"Google asks for a pause."}')
  })

  test.each([
    ['no range', { metrics: ['sessions'], dateRange: {} }],
    [
      'a period and days',
      { metrics: ['sessions'], dateRange: { period: 'today', from: '2026-01-01', to: '2026-01-02' } },
    ],
    ['an unknown period', { metrics: ['sessions'], dateRange: { period: 'someday' } }],
    ['no metrics', { metrics: [], dateRange: { period: 'today' } }],
    ['a metric that is no name', { metrics: ['$where'], dateRange: { period: 'today' } }],
    ['an account of others', { metrics: ['sessions'], dateRange: { period: 'today' }, integrationId: 'x' }],
  ])('%s is told back to the model, without a card', async (_, args) => {
    const made = await turn([ask(args), says('I see.')], {})
    const events = await runToEnd(made)
    expect(ofType(events, 'part')).toEqual([])
    expect(made.store.outcome?.rounds[0]?.functionCalls[0]).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('The arguments do not fit'),
    })
  })

  test('a long report is cut to whole rows, which say how many there are', async () => {
    const rows = Array.from({ length: 1000 }, (_, index) => [`/a/long/path/to/page/${index}`, index])
    const made = await turn([ask({ metrics: ['sessions'], dateRange: { period: 'last_week' } }), says('Long.')], {
      runReport: async () => ({
        type: 'report',
        report: {
          columns: [
            { name: 'pagePath', label: 'Page', kind: 'dimension', unit: 'text' },
            { name: 'sessions', label: 'Sessions', kind: 'metric', unit: 'count' },
          ],
          rows,
          rowCount: 1000,
          totals: { sessions: 499_500 },
          provenance: {
            platform: 'google_analytics',
            accountId: '1',
            accountName: 'Shop',
            dateRange: { from: '2026-11-09', to: '2026-11-15' },
            timeZone: 'UTC',
            fetchedAt: '2026-11-21T10:00:00.000Z',
            isSampled: false,
            isSandbox: true,
          },
        },
      }),
    })
    const [part] = ofType(await runToEnd(made), 'part')
    const result = made.store.outcome?.rounds[0]?.functionCalls[0]?.result
    expect(part?.part).toEqual({ type: 'chart', value: result })
    expect(JSON.stringify(result).length).toBeLessThanOrEqual(32 * 1024)
    expect(result).toMatchObject({ rowCount: 1000, rows: expect.arrayContaining([rows[0]]) })
  })
})
