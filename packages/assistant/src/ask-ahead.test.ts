import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { askAhead } from './ask-ahead.ts'
import { createModelClient, type ModelClient, type ModelRequest } from './model/model-client.ts'
import {
  collect,
  delta,
  failsWith,
  material,
  type SeenRequest,
  says,
  scriptedServer,
  streams,
  type TestTurn,
  textOf,
  turnFor,
} from './test-turns.ts'
import { UsageMeter } from './usage-meter.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function scripted(...steps: Parameters<typeof scriptedServer>) {
  const server = await scriptedServer(...steps)
  closing.unshift(server.close)
  return server
}

function turn(baseUrl: string): TestTurn {
  const made = turnFor(material('How do I plan a campaign?'), { baseUrl })
  closing.unshift(() => made.runner.close())
  return made
}

/** Resolves with the request when it is there, and answers it by `step`. */
function awaited(step: (seen: SeenRequest) => void) {
  let tell = (_seen: SeenRequest) => {}
  const asked = new Promise<SeenRequest>((resolve) => {
    tell = resolve
  })
  return {
    asked,
    step: (seen: SeenRequest) => {
      step(seen)
      tell(seen)
    },
  }
}

test('the model is asked at once, and what it says is shown from the first word when the turn starts', async () => {
  const { asked, step } = awaited(says('Begin with the goal.'))
  const server = await scripted(step)
  const { runner, store, ref } = turn(server.baseUrl)
  const ahead = runner.askAhead(material('How do I plan a campaign?'))
  const { response } = await asked
  if (!response.writableFinished) await once(response, 'finish')
  expect(runner.subscribe(ref.messageId, null, new AbortController().signal)).toBeNull()
  expect(store.saves).toEqual([])
  ahead?.start(material('How do I plan a campaign?'))
  const events = await collect(runner)
  expect(textOf(events)).toBe('Begin with the goal.')
  expect(events.at(-1)?.event).toMatchObject({ type: 'done', message: { status: 'complete' } })
  expect(server.seen).toHaveLength(1)
})

test('what a turn asks after that is asked as ever', async () => {
  const server = await scripted(
    streams(
      delta({
        tool_calls: [{ index: 0, id: 'a', type: 'function', function: { name: 'get_current_date', arguments: '{}' } }],
      }),
      delta({}, 'tool_calls'),
    ),
    says('Today.'),
  )
  const { runner } = turn(server.baseUrl)
  runner.askAhead(material('What day is it?'))?.start(material('What day is it?'))
  expect(textOf(await collect(runner))).toBe('Today.')
  expect(server.seen).toHaveLength(2)
})

test('what the model refuses is held too, and ends the turn as failed once it is written', async () => {
  const { asked, step } = awaited(failsWith(401, { message: 'no' }))
  const server = await scripted(step)
  const { runner, store } = turn(server.baseUrl)
  const ahead = runner.askAhead(material('x'))
  await asked
  expect(store.outcome).toBeUndefined()
  ahead?.start(material('x'))
  await collect(runner)
  expect(store.outcome?.status).toBe('failed')
})

test('a dropped turn ends its request and is never seen; a runner that closes asks nothing more', async () => {
  const { asked, step } = awaited(() => {})
  const server = await scripted(step)
  const { runner, store, ref } = turn(server.baseUrl)
  const ahead = runner.askAhead(material('x'))
  const { response } = await asked
  const ended = once(response, 'close')
  expect(await ahead?.drop()).toBeNull()
  await ended
  expect(runner.subscribe(ref.messageId, null, new AbortController().signal)).toBeNull()
  expect([store.saves, store.outcome]).toEqual([[], undefined])
  await runner.close()
  expect(runner.askAhead(material('x'))).toBeNull()
})

test('a turn started while the runner closes ends its request; whoever sweeps takes it up', async () => {
  const { asked, step } = awaited(() => {})
  const server = await scripted(step)
  const { runner, store } = turn(server.baseUrl)
  const ahead = runner.askAhead(material('x'))
  const { response } = await asked
  const ended = once(response, 'close')
  await runner.close()
  ahead?.start(material('x'))
  await ended
  expect(store.outcome).toBeUndefined()
})

test('what had come of a dropped request is what was spent', async () => {
  const { asked, step } = awaited(({ response }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`data: ${JSON.stringify(delta({ content: 'Some words' }))}\n\n`)
  })
  const server = await scripted(step)
  const { arrived, client } = watched(createModelClient({ baseUrl: server.baseUrl, model: 'sandbox-marketing' }))
  const controller = new AbortController()
  const request: ModelRequest = {
    messages: [{ role: 'user', content: 'x'.repeat(400) }],
    tools: [],
    parameters: {},
    signal: controller.signal,
  }
  const ahead = askAhead(client, request, () => controller.abort())
  const { response } = await asked
  await arrived
  const ended = once(response, 'close')
  const meter = new UsageMeter(client.model)
  await ahead.end(meter)
  await ended
  expect(meter.total().inputTokens).toBeGreaterThanOrEqual(100)
  expect(meter.total()).toMatchObject({ outputTokens: 3, isEstimated: true })
})

test('a turn that is stopped before its first word was heard has spent it', async () => {
  const { asked, step } = awaited(({ response }) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`data: ${JSON.stringify(delta({ content: 'Some words' }))}\n\n`)
  })
  const server = await scripted(step)
  const { arrived, client } = watched(createModelClient({ baseUrl: server.baseUrl, model: 'sandbox-marketing' }))
  const { runner, store, ref } = turnFor(material('x'), { baseUrl: server.baseUrl, model: client })
  closing.unshift(() => runner.close())
  const ahead = runner.askAhead(material('x'))
  const { response } = await asked
  await arrived
  const ended = once(response, 'close')
  ahead?.start(material('x'))
  expect(await runner.stop(ref.messageId)).toMatchObject({ status: 'stopped', text: '' })
  await ended
  expect(store.outcome?.usage).toMatchObject({ outputTokens: 3, isEstimated: true })
})

/** The client, and a promise of its first chunk. */
function watched({ model, stream }: ModelClient) {
  let tell = () => {}
  const arrived = new Promise<void>((resolve) => {
    tell = resolve
  })
  const client: ModelClient = {
    model,
    async *stream(request) {
      for await (const chunk of stream(request)) {
        tell()
        yield chunk
      }
    },
  }
  return { arrived, client }
}
