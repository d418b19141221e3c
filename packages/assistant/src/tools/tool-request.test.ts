import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { signRequest } from './sign-request.ts'
import { toolRequest } from './tool-request.ts'

const address = { url: 'https://crm.test/notes?team=1', headers: { 'x-team': 'one' }, timeoutMs: 1000 }
const call = { tool: { name: 'add_note' }, args: { text: 'Call Ana', tags: ['a', 'b'] }, callId: 'm:c' }
const of = (args: typeof call.args | { of: { n: number }; none: null } = call.args) => ({
  ...call,
  args,
  organizationId: 'o',
})

test('a webhook is told what is called, with what, by whom, and in which call', () => {
  const { method, url, body, headers } = toolRequest({ type: 'webhook', ...address }, of())
  expect([method, url.href]).toEqual(['POST', 'https://crm.test/notes?team=1'])
  expect(JSON.parse(body ?? '')).toEqual({
    tool: 'add_note',
    arguments: call.args,
    callId: 'm:c',
    organizationId: 'o',
  })
  expect(headers).toMatchObject({ 'x-team': 'one', 'content-type': 'application/json', 'user-agent': 'Parley' })
})

test('GET has its arguments in the query, every other method in the body', () => {
  const get = toolRequest({ type: 'external_api', method: 'GET', ...address }, of())
  expect(get.url.href).toBe('https://crm.test/notes?team=1&text=Call+Ana&tags=a&tags=b')
  expect(get.body).toBeUndefined()
  const odd = toolRequest({ type: 'external_api', method: 'GET', ...address }, of({ of: { n: 1 }, none: null }))
  expect(odd.url.search).toBe('?team=1&of=%7B%22n%22%3A1%7D')
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    const sent = toolRequest({ type: 'external_api', method, ...address }, of())
    expect([sent.method, sent.url.href, JSON.parse(sent.body ?? '')]).toEqual([method, address.url, call.args])
  }
})

test('a signature is of the moment and the body, by the secret', () => {
  const at = new Date('2026-01-01T00:00:00.500Z')
  const v1 = createHmac('sha256', 'secret').update('1767225600.{"a":1}').digest('hex')
  expect(signRequest('secret', '{"a":1}', at)).toBe(`t=1767225600,v1=${v1}`)
})
