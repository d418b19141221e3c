import { fork } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type SandboxModel, startSandboxModel } from './start-sandbox-model.ts'

let server: SandboxModel
beforeAll(async () => {
  server = await startSandboxModel({ firstTokenDelayMs: 0, charactersPerSecond: 0 })
})
afterAll(() => server.close())

const tool = (name: string) => ({
  type: 'function',
  function: { name, description: name, parameters: { type: 'object' } },
})
const user = (content: string) => ({ role: 'user', content })

function post(body: unknown, path = '/v1/chat/completions', url = server.url): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

const errorBody = z.object({ error: z.object({ message: z.string(), type: z.string(), code: z.string().nullable() }) })
const chunkBody = z.object({
  id: z.string(),
  object: z.literal('chat.completion.chunk'),
  choices: z.array(
    z.object({
      delta: z.object({
        role: z.string().optional(),
        content: z.string().nullish(),
        tool_calls: z
          .array(
            z.object({
              index: z.number(),
              id: z.string().optional(),
              function: z.object({ name: z.string().optional(), arguments: z.string() }),
            }),
          )
          .optional(),
      }),
      finish_reason: z.string().nullable(),
    }),
  ),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number(), total_tokens: z.number() }).nullish(),
})
const wholeBody = z.object({
  choices: z.array(
    z.object({
      message: z.object({
        content: z.string().nullable(),
        tool_calls: z
          .array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }))
          .optional(),
      }),
      finish_reason: z.string(),
    }),
  ),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number(), total_tokens: z.number() }),
})

async function ask(messages: object[], extra: object = {}) {
  const response = await post({ model: 'sandbox-marketing', messages, ...extra })
  expect(response.status).toBe(200)
  const { choices, usage } = wholeBody.parse(await response.json())
  const [choice] = choices
  if (!choice) throw new Error('no choice')
  return {
    text: choice.message.content ?? '',
    calls: choice.message.tool_calls ?? [],
    finish: choice.finish_reason,
    usage,
  }
}

async function streamed(body: object) {
  const response = await post({ model: 'sandbox-marketing', stream: true, ...body })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const raw = await response.text()
  const lines = raw
    .split('\n\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^data: /, ''))
  return {
    raw,
    lines,
    chunks: lines
      .filter((line) => line !== '[DONE]' && !line.startsWith('{"error"'))
      .map((line) => chunkBody.parse(JSON.parse(line))),
  }
}

const textOf = (chunks: z.infer<typeof chunkBody>[]) =>
  chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')

describe('streaming', () => {
  test('the same messages give the same bytes, and the same text as without streaming', async () => {
    const messages = [user('What is my CPA if I spend $500 and get 25 conversions?')]
    const [one, two, whole] = await Promise.all([streamed({ messages }), streamed({ messages }), ask(messages)])
    expect(one.raw).toBe(two.raw)
    expect(textOf(one.chunks)).toBe(whole.text)
    expect(one.lines.at(-1)).toBe('[DONE]')
    expect(one.chunks[0]?.choices[0]?.delta.role).toBe('assistant')
    expect(one.chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
    expect(one.raw).not.toContain('"usage"')
  })

  test('usage comes once, in a last chunk without choices, when asked for', async () => {
    const messages = [user('Hello')]
    const { chunks } = await streamed({ messages, stream_options: { include_usage: true } })
    const whole = await ask(messages)
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage })
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true)
    expect(whole.usage.total_tokens).toBe(whole.usage.prompt_tokens + whole.usage.completion_tokens)
  })

  test('calls are streamed as a name and fragments of arguments', async () => {
    const { chunks } = await streamed({
      messages: [user('Find my chat about spring sale')],
      tools: [tool('find_past_conversations')],
    })
    const deltas = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? [])
    expect(deltas[0]).toMatchObject({
      index: 0,
      id: expect.stringMatching(/^call_/),
      function: { name: 'find_past_conversations', arguments: '' },
    })
    expect(deltas.length).toBeGreaterThan(3)
    expect(JSON.parse(deltas.map((delta) => delta.function.arguments).join(''))).toEqual({
      words: 'spring sale',
      limit: 10,
    })
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls')
  })

  test('max_tokens cuts with finish reason length', async () => {
    const { chunks } = await streamed({ messages: [user('Hello')], max_tokens: 5 })
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('length')
    expect((await ask([user('Hello')], { max_completion_tokens: 5 })).usage.completion_tokens).toBe(5)
  })

  test('a reader that leaves ends the answer, and the server goes on serving', async () => {
    const leaving = new AbortController()
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      signal: leaving.signal,
      body: JSON.stringify({ model: 'sandbox-slow', stream: true, messages: [user('Hello')] }),
    })
    leaving.abort()
    await expect(response.text()).rejects.toThrow()
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })

  test('the pace can be changed while it runs', async () => {
    const own = await startSandboxModel({ firstTokenDelayMs: 600_000 })
    const pending = fetch(`${own.url}/v1/models`)
    const changed = await post({ firstTokenDelayMs: 0, charactersPerSecond: 0 }, '/sandbox/settings', own.url)
    expect(await changed.json()).toEqual({ firstTokenDelayMs: 0, charactersPerSecond: 0 })
    expect(
      (await post({ model: 'sandbox-long', messages: [user('x')], stream: true }, undefined, own.url)).status,
    ).toBe(200)
    expect((await post({ charactersPerSecond: -1 }, '/sandbox/settings', own.url)).status).toBe(400)
    const crossOrigin = await fetch(`${own.url}/sandbox/settings`, { method: 'POST', body: '{}' })
    expect(crossOrigin.status).toBe(400)
    await pending
    await own.close()
  })
})

describe('refusals, in the shape of OpenAI', () => {
  const code = async (response: Response) => errorBody.parse(await response.json()).error.code
  test.each([
    [{ model: 'sandbox-marketing' }, 400],
    [{ model: 'sandbox-marketing', messages: [] }, 400],
    [{ model: 'sandbox-marketing', messages: [{ role: 'robot', content: '' }] }, 400],
    [{ model: 'sandbox-marketing', messages: [user('x')], temperature: 9 }, 400],
    [{ model: 'gpt-unknown', messages: [user('x')] }, 404],
    [
      { model: 'sandbox-marketing', messages: [user('x'), { role: 'tool', tool_call_id: 'call_1', content: '{}' }] },
      400,
    ],
  ])('%j is refused with %i', async (body, status) => {
    const response = await post(body)
    expect(response.status).toBe(status)
    errorBody.parse(await response.json())
  })

  test('calls without their results are refused', async () => {
    const made = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }
    const response = await post({
      model: 'sandbox-marketing',
      messages: [user('x'), { role: 'assistant', content: null, tool_calls: [made] }],
    })
    expect(response.status).toBe(400)
  })

  test('broken JSON, too many tokens, and a wrong key', async () => {
    const broken = await fetch(`${server.url}/v1/chat/completions`, { method: 'POST', body: '{' })
    expect(broken.status).toBe(400)
    const long = await post({ model: 'sandbox-marketing', messages: [user('x '.repeat(130_000))] })
    expect(await code(long)).toBe('context_length_exceeded')
    const locked = await startSandboxModel({ apiKey: 'secret' })
    const refused = await fetch(`${locked.url}/v1/models`)
    expect(refused.status).toBe(401)
    expect(await code(refused)).toBe('invalid_api_key')
    expect((await fetch(`${locked.url}/v1/models`, { headers: { authorization: 'Bearer secret' } })).status).toBe(200)
    await locked.close()
  })
})

describe('answers', () => {
  test('works out what the given numbers allow, and says whose numbers they are', async () => {
    const { text } = await ask([
      user('I spend $500, get 25 conversions, 240 clicks and 12,000 impressions. What is my CPA?'),
    ])
    expect(text).toContain('Arithmetic on the numbers you gave')
    expect(text).toContain('| **CPA** | spend ÷ conversions | 500 ÷ 25 | **$20.00** |')
    expect(text).toContain('**2.00 %**')
    expect(text).toContain("I am Parley's sandbox model")
  })

  test('explains a metric without inventing a figure', async () => {
    const { text } = await ask([user('What is ROAS?')])
    expect(text).toContain('ROAS = revenue ÷ spend')
    expect(text).toContain('**revenue** and **spend**')
  })

  test('sees no analytics without functions and says so', async () => {
    const { text } = await ask([user('How did my site do last week?')])
    expect(text).toContain("I can't see those numbers from here, and I don't guess figures.")
  })

  test('introduces itself once in a conversation', async () => {
    const first = await ask([user('Draft a checklist for our newsletter')])
    const second = await ask([
      user('Draft a checklist for our newsletter'),
      { role: 'assistant', content: first.text },
      user('What is CTR?'),
    ])
    expect(second.text).not.toContain('sandbox model')
  })

  test.each([
    ['Hello', 'I can:'],
    [
      'UTM links for https://shop.example/sale for Facebook and a newsletter',
      'https://shop.example/sale?utm_source=facebook&utm_medium=paid_social',
    ],
    ['Subject lines for our spring sale', '| Question | Is spring sale on your list this week? | 38 |'],
    ['A checklist for the landing page launch', '- [ ] '],
    ['Write an email about our spring sale', '**Subject:** Spring sale: [the one benefit]'],
    ['Compare CPC and CPM', '| **CPM** | spend ÷ impressions × 1,000 |'],
    ['What is a good bounce rate?', 'I quote no benchmarks'],
    ['Which of my campaigns should I stop?', "I don't guess figures"],
    ['Work out ROI: $0 spend, $10 revenue', 'not defined'],
    ['A 6 week plan for the launch', '## 6-week plan: launch'],
    ['Give me a table of KPIs', '| **CTR** | clicks ÷ impressions × 100 |'],
    ['Write a JavaScript snippet', '```js'],
    ['Our webinar attendance is falling among dentists', '**webinar'],
  ])('%s', async (question, expected) => {
    expect((await ask([user(question)])).text).toContain(expected)
  })

  test('every question gets an answer that is not empty', async () => {
    for (const question of ['', '?', '🎉', 'x', '<b>', 'a'.repeat(5000)]) {
      expect((await ask([user(question)])).text.length).toBeGreaterThan(20)
    }
  })

  test('writes a title when asked for one', async () => {
    const system = { role: 'system', content: 'Write a short title for this conversation. Answer with the title only.' }
    const { text } = await ask([system, user('How did my spring campaign do last week?')])
    expect(text).toBe('Spring campaign last week')
  })
})

test('an answer that broke off is gone on with, not begun anew', async () => {
  const question = user('Draft a checklist for our newsletter')
  const { text } = await ask([question])
  const half = { role: 'assistant', content: text.slice(0, 90) }
  const rest = await ask([question, half, user('Continue your last answer exactly where it broke off.')])
  expect(half.content + rest.text).toBe(text)
})

describe('functions', () => {
  const tools = ['find_past_conversations', 'get_page_context', 'get_current_date'].map(tool)
  const answered = async (messages: object[], result: unknown) => {
    const { text, calls } = await ask(messages, { tools })
    const [made] = calls
    if (!made) throw new Error('no call was made')
    const next = [
      ...messages,
      {
        role: 'assistant',
        content: text || null,
        tool_calls: [{ id: made.id, type: 'function', function: made.function }],
      },
      { role: 'tool', tool_call_id: made.id, content: JSON.stringify(result) },
    ]
    return { made, next }
  }

  test('last week: asks for the date, then for the conversations of that week, then lists them', async () => {
    const date = await answered([user('What did we talk about last week?')], {
      date: '2026-11-21',
      weekday: 'Saturday',
      time: '10:00',
      timeZone: 'UTC',
    })
    expect(date.made.function.name).toBe('get_current_date')
    const conversations = [
      { conversationId: 'a', title: 'Spring *sale*', lastMessageAt: '2026-11-12T08:00:00.000Z', messageCount: 4 },
    ]
    const found = await answered(date.next, { conversations })
    expect(found.made.function.name).toBe('find_past_conversations')
    expect(JSON.parse(found.made.function.arguments)).toEqual({ from: '2026-11-09', to: '2026-11-15', limit: 10 })
    expect((await ask(found.next, { tools })).text).toContain('- **Spring \\*sale\\*** · 2026-11-12 · 4 messages')
    expect(found.made.id).not.toBe(date.made.id)
  })

  test('what a conversation was about is looked for in what was said, and the place is quoted', async () => {
    const excerpt = { text: 'The *hero* image should show …', at: '2026-11-11T08:00:00.000Z' }
    const conversations = [
      {
        conversationId: 'a',
        title: 'Landing page',
        lastMessageAt: '2026-11-12T08:00:00.000Z',
        messageCount: 4,
        excerpt,
      },
    ]
    const { made, next } = await answered([user('What did we discuss about hero images?')], { conversations })
    expect(JSON.parse(made.function.arguments)).toEqual({ words: 'hero images', limit: 10 })
    expect((await ask(next, { tools })).text).toContain(
      '- **Landing page** · 2026-11-12 · “The \\*hero\\* image should show …”',
    )
    const named = await answered([user('Find my conversation "Spring sale"')], { conversations: [] })
    expect(JSON.parse(named.made.function.arguments)).toEqual({ title: 'Spring sale', limit: 10 })
  })

  test('words of time are no words of a title', async () => {
    const { made } = await answered([user('What did we talk about before?')], { conversations: [] })
    expect(JSON.parse(made.function.arguments)).toEqual({ limit: 10 })
  })

  test('the page comes from the function, and an error of it is said', async () => {
    const { made, next } = await answered([user('Which page am I on?')], { currentPage: 'Campaigns / Spring' })
    expect(made.function.name).toBe('get_page_context')
    expect((await ask(next, { tools })).text).toContain('You are on **Campaigns / Spring**')
    const failed = await answered([user('Find my conversation about tea')], { error: 'x' })
    expect((await ask(failed.next, { tools })).text).toContain('could not look')
  })

  test('none are called when they are not offered or not wanted', async () => {
    expect((await ask([user('Find my chat about tea')])).calls).toEqual([])
    expect((await ask([user('Find my chat about tea')], { tools, tool_choice: 'none' })).calls).toEqual([])
  })
})

describe('models for tests', () => {
  test('sandbox-long answers with 3,000 words', async () => {
    const { text } = await ask([user('x')], { model: 'sandbox-long' })
    expect(text.split(/\s+/)).toHaveLength(3000)
  })

  test('sandbox-error fails after some text when streamed, with 500 otherwise', async () => {
    const { lines, chunks } = await streamed({ model: 'sandbox-error', messages: [user('Hello')] })
    expect(textOf(chunks).length).toBeGreaterThan(10)
    errorBody.parse(JSON.parse(lines.at(-1) ?? ''))
    expect((await post({ model: 'sandbox-error', messages: [user('Hello')] })).status).toBe(500)
  })

  test('sandbox-malformed makes three wrong calls, then a proper one, then answers', async () => {
    const model = 'sandbox-malformed'
    const tools = [tool('find_past_conversations'), tool('get_page_context')]
    const messages: object[] = [user('Hello')]
    const first = await ask(messages, { model, tools })
    expect(first.calls.map((made) => made.function.name)).toEqual([
      'find_past_conversations',
      'delete_all_conversations',
      'find_past_conversations',
    ])
    expect(() => JSON.parse(first.calls[0]?.function.arguments ?? '')).toThrow()
    const answer = (calls: typeof first.calls, content: string) => [
      { role: 'assistant', content: null, tool_calls: calls.map((made) => ({ type: 'function', ...made })) },
      ...calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content })),
    ]
    messages.push(...answer(first.calls, '{"error":"refused"}'))
    const second = await ask(messages, { model, tools })
    expect(second.calls.map((made) => made.function.name)).toEqual(['get_page_context'])
    messages.push(...answer(second.calls, '{"currentPage":"Home"}'))
    expect((await ask(messages, { model, tools })).text).toContain('the last call worked')
  })

  test('GET /v1/models lists them', async () => {
    const response = await fetch(`${server.url}/v1/models`)
    const { data } = z.object({ data: z.array(z.object({ id: z.string() })) }).parse(await response.json())
    expect(data.map(({ id }) => id)).toContain('sandbox-slow')
  })
})

test('as a process: says when it is ready, and leaves when the channel closes', async () => {
  const child = fork(new URL('./main.ts', import.meta.url), ['--port', '0'], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const [message] = await once(child, 'message')
  const ready = z.object({ type: z.literal('ready'), port: z.number(), url: z.url() }).parse(message)
  expect((await fetch(`${ready.url}/healthz`)).status).toBe(200)
  child.disconnect()
  const [code] = await once(child, 'exit')
  expect(code).toBe(0)
}, 30_000)
