import { describe, expect, test } from 'vitest'
import { loadInterpreter } from './interpreter.ts'
import { CODE_LIMITS } from './limits.ts'

const startedAt = new Date('2026-03-01T10:00:00.000Z')

interface Changes {
  input?: unknown
  ask?(text: string): { text: string } | { error: string }
}

/** In this thread, so that whatever broke out would be seen here. */
async function run(code: string, { input = null, ask = (text) => ({ text: `Said: ${text}` }) }: Changes = {}) {
  const interpreter = await loadInterpreter()
  let progress = interpreter.begin({
    code,
    event: JSON.stringify({ input }),
    startedAt: startedAt.getTime(),
    asksModel: true,
  })
  const questions: { id: number; text: string }[] = []
  while (progress.type === 'waiting') {
    questions.push(...progress.questions)
    const question = questions.shift()
    if (!question) throw new Error('It waits for no question')
    progress = interpreter.answer({ id: question.id, ...ask(question.text) })
  }
  return progress.type === 'returned' ? { output: JSON.parse(progress.json) } : { failure: progress.failure }
}

/** Runs one expression of the input. */
const evaluate = (expression: string, input: unknown = null) =>
  run(`const handler = ({ input }) => (${expression})`, { input })

const failure = (name: string, message: unknown, line?: number) => ({
  failure: { kind: 'error', name, message, ...(line !== undefined && { line }) },
})

describe('what code may do', () => {
  test('return a value made of its input, at once or later', async () => {
    expect(await run('function handler(event) { return { twice: event.input.n * 2 } }', { input: { n: 21 } })).toEqual({
      output: { twice: 42 },
    })
    const later = 'const handler = async ({ input }) => { await null; return [...input].reverse().join("") }'
    expect(await run(later, { input: 'olleh' })).toEqual({ output: 'hello' })
  })

  test('ask the model, several times at once, and hear of its failures', async () => {
    const code = 'const handler = async () => Promise.all(["a", "b"].map((text) => askModel(text)))'
    expect(await run(code)).toEqual({ output: ['Said: a', 'Said: b'] })
    const caught = 'const handler = () => askModel("x").catch((error) => error.name + ": " + error.message)'
    const ask = () => ({ error: 'No answer' })
    expect(await run(caught, { ask })).toEqual({ output: 'Error: No answer' })
    expect(await run('const handler = () => askModel(7)')).toEqual(
      failure('TypeError', expect.stringContaining('text')),
    )
  })

  test('ask the model so many times, and no more', async () => {
    let asked = 0
    const ask = () => {
      asked += 1
      return { text: '' }
    }
    const code = 'const handler = async () => { for (;;) await askModel("again") }'
    expect(await run(code, { ask })).toEqual(failure('Error', expect.stringContaining('8 times'), 1))
    expect(asked).toBe(CODE_LIMITS.modelCalls)
  })

  test('read a clock that stands at its start, and random numbers that are the same again', async () => {
    const clock = '[Date.now(), new Date().toISOString(), new Date(0).getTime(), new Date() instanceof Date]'
    expect(await evaluate(clock)).toEqual({
      output: [startedAt.getTime(), startedAt.toISOString(), 0, true],
    })
    const numbers = 'Array.from({ length: 5 }, Math.random)'
    const first = await evaluate(numbers)
    expect(first).toEqual(await evaluate(numbers))
    expect(first).toEqual({ output: expect.arrayContaining([expect.any(Number)]) })
    expect(new Set('output' in first && Array.isArray(first.output) ? first.output : []).size).toBe(5)
  })
})

describe('what goes wrong in code is said', () => {
  test('an error with its name, its words and its line, and no place of ours', async () => {
    const thrown = await run('function handler() {\n  const nothing = null\n  return nothing.name\n}')
    expect(thrown).toEqual(failure('TypeError', "cannot read property 'name' of null", 3))
    expect(await run('function handler( {')).toEqual(failure('SyntaxError', expect.any(String), 1))
    expect(await run('\n\nnowhere()')).toEqual(failure('ReferenceError', "'nowhere' is not defined", 3))
    expect(await run('const handler = async () => { throw "just words" }')).toEqual(failure('Error', 'just words'))
    expect(await run('const handler = () => { throw null }')).toEqual(failure('Error', 'null'))
    expect(await evaluate('new Error().stack')).toEqual({ output: expect.not.stringMatching(/\/|\.ts|file:/) })
  })

  test('no handler, nothing returned, and waiting for nothing', async () => {
    expect(await run('const handle = 1')).toEqual(failure('Error', expect.stringContaining('handler(event)')))
    expect(await evaluate('undefined')).toEqual(failure('Error', expect.stringContaining('JSON')))
    expect(await evaluate('new Promise(() => {})')).toEqual(failure('Error', expect.stringContaining('never comes')))
    expect(await run('const handler = (e) => e.self = e')).toEqual(failure('TypeError', expect.any(String)))
  })

  test.each([
    ['{ get message() { throw 1 } }', 'Error', ''],
    ['new Proxy({}, { get() { throw 1 } })', 'Error', ''],
    ['new Proxy({}, { get: () => "any" })', 'any', 'any'],
    ['Symbol("sign")', 'Error', expect.any(String)],
    ['() => 1', 'Error', expect.any(String)],
    ['5n', 'Error', '5'],
    ['undefined', 'Error', 'undefined'],
    ['Object.assign(new Error("words"), { name: "OwnError" })', 'OwnError', 'words'],
  ])('whatever is thrown: %s', async (thrown, name, message) => {
    expect(await run(`const handler = () => { throw ${thrown} }`)).toMatchObject({ failure: { name, message } })
    expect(await run(`throw ${thrown}`)).toMatchObject({ failure: { name, message } })
  })

  test('a thrown thing that lies about itself, or loops while it is read', async () => {
    const lies =
      'const handler = () => { throw { name: "x".repeat(9999), message: { toString() { return 1 } }, stack: 5 } }'
    expect(await run(lies)).toEqual(failure('x'.repeat(500), ''))
    const loops = 'const handler = () => { throw { get message() { for (;;); } } }'
    expect(await run(loops)).toMatchObject({ failure: { kind: 'timeout' } })
  })
})

describe('what code may not do', () => {
  test('reach Node, the network, timers or files', async () => {
    const names = [
      'process',
      'require',
      'fetch',
      'setTimeout',
      'setInterval',
      'WebAssembly',
      'Worker',
      'console',
      'module',
      'std',
      'os',
    ]
    expect(await evaluate('input.filter((name) => name in globalThis)', names)).toEqual({ output: [] })
    expect(await evaluate('Function("return typeof process + typeof require")()')).toEqual({
      output: 'undefinedundefined',
    })
    expect(await evaluate('askModel.constructor("return typeof process")()')).toEqual({ output: 'undefined' })
    expect(await evaluate('import("node:fs").then(() => "loaded", () => "refused")')).toEqual({ output: 'refused' })
  })

  test('change anything of the host, also by what it returns', async () => {
    const code = `
      Object.prototype.polluted = 'yes'
      Array.prototype.map = () => 'mine'
      JSON.stringify = () => '{"__proto__":{"polluted":"yes"}}'
      Promise.prototype.polluted = 'yes'
      const handler = () => JSON.parse('{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}')`
    expect(await run(code)).toHaveProperty('output')
    expect('polluted' in {}).toBe(false)
    expect([1].map((n) => n + 1)).toEqual([2])
    expect(await evaluate('typeof polluted')).toEqual({ output: 'undefined' })
  })

  test('take more memory, stack or room for its result than it has', async () => {
    expect(await evaluate('"x".repeat(64 * 1024 * 1024)')).toEqual(failure('InternalError', 'out of memory', 1))
    expect(await evaluate('new Uint8Array(64 * 1024 * 1024).length')).toHaveProperty('failure')
    const grows = 'const kept = []; const handler = () => { for (;;) kept.push(new Array(10000).fill(kept.length)) }'
    expect(await run(grows)).toHaveProperty('failure')
    expect(await run('const handler = () => handler() + 1')).toEqual(failure('InternalError', 'stack overflow', 1))
    expect(await evaluate('JSON.parse("[".repeat(1000000))')).toHaveProperty('failure')
    expect(await evaluate('"x".repeat(256 * 1024)')).toEqual(failure('Error', expect.stringContaining('256 KB')))
    expect(await evaluate('"é".repeat(128 * 1024)')).toHaveProperty('failure')
    expect(await evaluate('"x".repeat(256 * 1024 - 2).length')).toEqual({ output: 256 * 1024 - 2 })
  })
})
