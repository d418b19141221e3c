import { expect, test } from 'vitest'
import { type CodeRun, runCode } from './run-code.ts'

function run(code: string, { input = null, ...changes }: Partial<CodeRun> & { input?: unknown } = {}) {
  const ask = async (text: string) => `Said: ${text}`
  const signal = new AbortController().signal
  return runCode({ code, event: { input }, startedAt: new Date(), signal, ask, ...changes })
}

test('a value, made with what the model said, comes back from the thread', async () => {
  const code = 'const handler = async ({ input }) => Promise.all(input.map((text) => askModel(text)))'
  expect(await run(code, { input: ['a', 'b'] })).toEqual({ output: ['Said: a', 'Said: b'] })
  const caught = 'const handler = () => askModel("x").catch((error) => error.name + ": " + error.message)'
  const ask = () => Promise.reject(new Error('No answer'))
  expect(await run(caught, { ask })).toEqual({ output: 'Error: No answer' })
})

test('what is passed off as its JSON is not believed', async () => {
  const forged = 'Promise.prototype.then = (done) => done("no JSON"); const handler = () => 1'
  expect(await run(forged)).toEqual({
    failure: { kind: 'error', name: 'Error', message: 'The handler returned nothing that JSON can hold.' },
  })
})

test.each([
  ['an endless loop', 'const handler = () => { for (;;); }'],
  ['one that catches', 'const handler = () => { for (;;) try { for (;;); } catch {} finally { continue } }'],
  ['one before the handler', 'for (;;); function handler() {}'],
  [
    'one of promises',
    'const handler = () => { const again = () => { Promise.resolve().then(again) }; return again() }',
  ],
  ['one in an expression that searches', 'const handler = () => /(a+)+$/.test("a".repeat(40) + "b")'],
  ['one that the interpreter cannot cut off', 'const handler = () => [].indexOf.call({ length: 2 ** 53 - 1 }, 1)'],
  ['one after an answer', 'const handler = async () => { await askModel("x"); for (;;); }'],
])('%s is cut off while this thread goes on', async (_name, code) => {
  let ticks = 0
  const ticking = setInterval(() => {
    ticks += 1
  }, 10)
  const outcome = await run(code)
  clearInterval(ticking)
  expect(outcome).toMatchObject({ failure: { kind: 'timeout' } })
  expect(ticks).toBeGreaterThan(5)
})

test('one that is stopped ends, and many wait for their turn', async () => {
  const stop = new AbortController()
  const ask = () => {
    stop.abort()
    return new Promise<string>(() => {})
  }
  const stopped = await run('const handler = () => askModel("x")', { ask, signal: stop.signal })
  expect(stopped).toMatchObject({ failure: { kind: 'timeout' } })
  expect(await run('const handler = () => 1', { signal: stop.signal })).toMatchObject({
    failure: { kind: 'timeout' },
  })
  const many = await Promise.all(
    Array.from({ length: 6 }, (_, n) => run('const handler = ({ input }) => input', { input: n })),
  )
  expect(many).toEqual(Array.from({ length: 6 }, (_, n) => ({ output: n })))
})

test('without a model to ask there is no askModel, and the handler gets the event as it is', async () => {
  const signal = new AbortController().signal
  const code = 'const handler = ({ text }) => [typeof askModel, text]'
  expect(await runCode({ code, event: { text: 'Hi' }, startedAt: new Date(), signal })).toEqual({
    output: ['undefined', 'Hi'],
  })
})
