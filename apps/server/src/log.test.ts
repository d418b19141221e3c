import { expect, test } from 'vitest'
import { createLog } from './log.ts'

function capture(secrets: string[] = []) {
  const lines: string[] = []
  const log = createLog({ level: 'debug', secrets }, { write: (line) => lines.push(line) })
  return { log, lines }
}

test('a known secret never appears, wherever it was', () => {
  const { log, lines } = capture(['sk-very-secret', 'the-auth-secret'])
  log.info({ deep: { key: 'sk-very-secret' }, list: ['Bearer sk-very-secret'] }, 'With the-auth-secret in it')
  log.error({ err: new Error('401 for sk-very-secret') }, 'Failed')
  expect(lines).toHaveLength(2)
  expect(lines.join('')).not.toMatch(/very-secret|the-auth-secret/)
  expect(lines.join('')).toContain('[secret]')
})

test('errors that quote data are logged by kind and place only', () => {
  const { log, lines } = capture()
  const error = new Error('E11000 duplicate key { email: "ada@example.com" }')
  error.name = 'MongoServerError'
  log.error({ err: Object.assign(error, { code: 11000, keyValue: { email: 'ada@example.com' } }) }, 'Failed')
  expect(lines[0]).not.toContain('ada@example.com')
  expect(JSON.parse(lines[0] ?? '').err).toMatchObject({ type: 'MongoServerError', code: 11000 })
})

test('an ordinary error keeps its message, its place and its cause', () => {
  const { log, lines } = capture()
  log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'Failed')
  expect(JSON.parse(lines[0] ?? '').err).toMatchObject({
    type: 'Error',
    message: 'outer',
    stack: expect.stringContaining('log.test.ts'),
    cause: { message: 'inner' },
  })
})

test('what is thrown and is no error does not break the log', () => {
  const { log, lines } = capture()
  log.error({ err: 'a string with sense' }, 'Failed')
  expect(JSON.parse(lines[0] ?? '').err).toEqual({ type: 'string' })
})
