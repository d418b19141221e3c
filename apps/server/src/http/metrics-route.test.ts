import { startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Listener } from '../listen.ts'
import { createMetrics } from '../metrics.ts'
import { startTestApp } from './start-test-app.ts'

const TOKEN = 'a token of whoever watches the servers'
const metrics = createMetrics()
let world: TestWorld
let app: Listener

beforeAll(async () => {
  world = await startTestWorld()
  app = await startTestApp(world, { metrics, metricsToken: TOKEN })
})
afterAll(async () => {
  await app.close(0)
  await world.close()
})

const read = (headers: Record<string, string> = {}) => fetch(`${app.url}/metrics`, { headers })
const call = (path: string, init?: RequestInit) => fetch(`${app.url}${path}`, init)

test('this machine reads them, and so does who has the token; others are refused', async () => {
  const own = await read()
  expect(own.status).toBe(200)
  expect(own.headers.get('content-type')).toContain('text/plain; version=0.0.4')
  expect(await own.text()).toContain('process_resident_memory_bytes')
  const byProxy = { 'x-forwarded-for': '192.0.2.7' }
  expect((await read(byProxy)).status).toBe(403)
  expect((await read({ ...byProxy, authorization: 'Bearer something else' })).status).toBe(403)
  expect((await read({ ...byProxy, authorization: 'Bearer ' })).status).toBe(403)
  expect((await read({ ...byProxy, authorization: `Bearer ${TOKEN}` })).status).toBe(200)
})

test('without a token set, none is good', async () => {
  const other = await startTestApp(world)
  const headers = { 'x-forwarded-for': '192.0.2.7', authorization: 'Bearer undefined' }
  expect((await fetch(`${other.url}/metrics`, { headers })).status).toBe(403)
  await other.close(0)
})

test('requests are counted under routes and procedures, never under what a stranger types', async () => {
  await call('/trpc/account.get')
  await call('/trpc/account.get,conversations.list?batch=1&input={}')
  await call('/trpc/somebody@example.com')
  await call('/trpc/constructor')
  await call('/api/somebody@example.com')
  await call('/healthz', { method: 'PROPFIND' })
  const text = await (await read()).text()
  const counted = [...text.matchAll(/_duration_seconds_count\{(.*?)\}/g)].map(([, labels]) => labels)
  expect(counted).toContain('method="GET",route="/trpc/account.get",status="401"')
  expect(counted).toContain('method="GET",route="/trpc/*",status="404"')
  expect(counted.filter((labels) => labels?.includes('route="/trpc/batch"'))).toHaveLength(1)
  expect(counted.filter((labels) => labels?.includes('method="other"'))).toHaveLength(1)
  expect(text).not.toMatch(/somebody|constructor|PROPFIND/)
})

test('answers are counted by how they ended, with their times and tokens', async () => {
  const ai = {
    model: 'm',
    inputTokens: 30,
    outputTokens: 12,
    tokensUsed: 42,
    costUsd: null,
    responseTimeMs: 1500,
    timeToFirstTokenMs: 90,
  }
  metrics.countAnswer({ status: 'complete', ai })
  metrics.countAnswer({ status: 'failed' })
  const text = await (await read()).text()
  expect(text).toContain('parley_answers_total{status="complete"} 1')
  expect(text).toContain('parley_answers_total{status="failed"} 1')
  expect(text).toContain('parley_answer_duration_seconds_sum 1.5')
  expect(text).toContain('parley_answer_first_token_seconds_bucket{le="0.1"} 1')
  expect(text).toContain('parley_model_tokens_total{direction="input"} 30')
})
