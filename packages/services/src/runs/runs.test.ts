import { AgentExecution, Deployment, UsageRecord } from '@parley/db'
import { createMember, createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { Types } from 'mongoose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../actor.ts'
import { publishAgent } from '../agents/publish-agent.ts'
import { updateAgent } from '../agents/update-agent.ts'
import { createDeployment } from '../deployments/create-deployment.ts'
import { AppError, ForbiddenError, NotFoundError, UnauthorizedError } from '../errors.ts'
import { isRunAllowedFrom } from './is-run-allowed-from.ts'
import { performRun } from './perform-run.ts'
import { prepareDeploymentRun } from './prepare-deployment-run.ts'
import { readOutput } from './read-output.ts'
import { releaseDeadRuns } from './release-dead-runs.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

const SHOP = 'https://shop.example'

async function deploy(changes: Omit<Parameters<typeof updateAgent>[0]['input'], 'agentId'> = {}) {
  const tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  const { agentId } = tenant
  await updateAgent({ ctx, input: { agentId, description: 'Deployed', ...changes } })
  await publishAgent({ ctx, input: { agentId } })
  const friendlyName = `run-${tenant.organizationId}`
  await createDeployment({ ctx, input: { agentId, friendlyName, origins: [SHOP] } })
  const counted: string[] = []
  const contextOf = (actor: Actor | null) => ({
    ...ctx,
    actor,
    countRun: async (name: string, limit: number) => {
      counted.push(`${name} ${limit}`)
    },
  })
  const prepare = (actor: Actor | null, input: unknown = 'Write three subject lines', origin: string | null = null) =>
    prepareDeploymentRun({ ctx: contextOf(actor), input: { friendlyName, input, origin } })
  return { ...tenant, ctx, friendlyName, counted, prepare }
}

const never = () => new AbortController().signal

describe('running a deployment', () => {
  test('answers, streams the same text, and writes one execution and one usage record of it', async () => {
    const { ctx, owner, friendlyName, counted, prepare, organizationId } = await deploy()
    let streamed = ''
    const onText = (text: string) => {
      streamed += text
    }
    const result = await performRun(ctx, await prepare(owner), { signal: never(), onText })
    expect(result.output).toBe(streamed)
    expect(streamed).not.toBe('')
    expect(result).toMatchObject({ agentVersion: 1, usage: { model: 'sandbox-marketing', costUsd: 0 } })
    expect(counted).toEqual([`${friendlyName} 60`])
    const [execution, ...more] = await AgentExecution.find({ agentId: (await prepare(owner)).agentId }).lean()
    expect(more).toEqual([])
    expect(execution).toMatchObject({
      status: 'completed',
      deploymentId: friendlyName,
      agentVersion: 1,
      userId: new Types.ObjectId(owner.userId),
      result: streamed,
      tokensUsed: result.usage.inputTokens + result.usage.outputTokens,
    })
    const [usage, ...others] = await UsageRecord.find({ organizationId }).lean()
    expect(others).toEqual([])
    expect(usage).toMatchObject({
      executionId: execution?._id,
      deploymentId: friendlyName,
      state: 'settled',
      payer: 'user',
    })
    expect(usage).not.toHaveProperty('ticketId')
    expect(usage).not.toHaveProperty('messageId')
    expect(usage).not.toHaveProperty('leaseExpiresAt')
  })

  test('who may: members who write; strangers and outsiders learn nothing', async () => {
    const { owner, prepare, organizationId } = await deploy()
    expect(await prepare(await createMember(organizationId))).toMatchObject({ payer: 'user' })
    await expect(prepare(await createMember(organizationId, 'viewer'))).rejects.toThrow(ForbiddenError)
    const outsider = (await createTenant()).owner
    await expect(prepare(outsider)).rejects.toThrow(NotFoundError)
    await expect(prepare(null)).rejects.toThrow(UnauthorizedError)
    await expect(prepare(null, 'x', SHOP)).rejects.toThrow(UnauthorizedError)
    const ctx = { ...world.contextOf(owner), countRun: async () => {} }
    const input = { friendlyName: 'there-is-none', input: 'x', origin: SHOP }
    await expect(prepareDeploymentRun({ ctx: { ...ctx, actor: outsider }, input })).rejects.toThrow(NotFoundError)
    await expect(prepareDeploymentRun({ ctx: { ...ctx, actor: null }, input })).rejects.toThrow(UnauthorizedError)
  })

  test('the pages of an allowed origin, where the agent is public, at the cost of the organization', async () => {
    const { ctx, agentId, friendlyName, prepare } = await deploy({ isPublic: true })
    const request = await prepare(null, 'x', SHOP)
    expect(request).toMatchObject({ payer: 'organization' })
    expect(request).not.toHaveProperty('userId')
    await expect(prepare(null, 'x', 'https://other.example')).rejects.toThrow(UnauthorizedError)
    expect(await isRunAllowedFrom({ input: { friendlyName, origin: SHOP } })).toBe(true)
    expect(await isRunAllowedFrom({ input: { friendlyName, origin: 'https://other.example' } })).toBe(false)
    await updateAgent({ ctx, input: { agentId, isPublic: false } })
    expect(await isRunAllowedFrom({ input: { friendlyName, origin: SHOP } })).toBe(false)
  })

  test('one that is switched off, or whose agent pauses, is not there', async () => {
    const { ctx, agentId, owner, friendlyName, prepare } = await deploy()
    await updateAgent({ ctx, input: { agentId, status: 'paused' } })
    await expect(prepare(owner)).rejects.toThrow(NotFoundError)
    await updateAgent({ ctx, input: { agentId, status: 'active' } })
    await prepare(owner)
    await Deployment.updateOne({ _id: friendlyName }, { $set: { isActive: false } })
    await expect(prepare(owner)).rejects.toThrow(NotFoundError)
  })

  test('runs the version it was deployed with, not what the agent is now', async () => {
    const { ctx, agentId, owner, prepare } = await deploy({ systemPrompt: 'As published.' })
    await updateAgent({ ctx, input: { agentId, systemPrompt: 'Changed since.' } })
    await publishAgent({ ctx, input: { agentId } })
    expect((await prepare(owner)).runnable).toMatchObject({ version: 1, systemPrompt: 'As published.' })
  })

  test('what its inputSchema refuses is not run, and says where', async () => {
    const inputSchema = { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] }
    const { owner, prepare, organizationId } = await deploy({ inputSchema })
    await expect(prepare(owner, { topic: 3 })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      fields: { 'input.topic': ['must be string'] },
    })
    await prepare(owner, { topic: 'spring' })
    expect(await UsageRecord.countDocuments({ organizationId })).toBe(0)
  })

  test('an answer that is not in the promised form fails the run, and is paid for', async () => {
    const { ctx, owner, prepare, organizationId } = await deploy({ outputSchema: { type: 'object' } })
    const run = performRun(ctx, await prepare(owner), { signal: never() })
    await expect(run).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    expect(await AgentExecution.findOne({ organizationId }).lean()).toMatchObject({ status: 'failed' })
    expect(await UsageRecord.findOne({ organizationId }).lean()).toMatchObject({ state: 'settled' })
  })

  test('a model that fails fails the run; one that is left stops it', async () => {
    const { ctx, owner, prepare, organizationId } = await deploy({ llmSettings: { model: 'sandbox-error' } })
    await expect(performRun(ctx, await prepare(owner), { signal: never() })).rejects.toThrow(AppError)
    expect(await AgentExecution.findOne({ organizationId }).lean()).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('model_'),
    })
    const left = await deploy()
    const leaving = new AbortController()
    const onText = () => leaving.abort()
    const run = performRun(ctx, await left.prepare(left.owner), { signal: leaving.signal, onText })
    await expect(run).rejects.toMatchObject({ code: 'TIMEOUT' })
    const [execution] = await AgentExecution.find({ organizationId: left.organizationId }).lean()
    expect(execution).toMatchObject({ status: 'stopped' })
  })

  test('code answers in place of the model, at no cost where it asks nothing', async () => {
    const code = 'function handler(event) { return { topic: event.input.topic.toUpperCase() } }'
    const outputSchema = { type: 'object', properties: { topic: { type: 'string' } }, required: ['topic'] }
    const { ctx, owner, prepare, organizationId } = await deploy({ code, outputSchema })
    const result = await performRun(ctx, await prepare(owner, { topic: 'spring' }), { signal: never() })
    expect(result).toMatchObject({
      output: { topic: 'SPRING' },
      usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 },
    })
    expect(await AgentExecution.findOne({ organizationId }).lean()).toMatchObject({
      status: 'completed',
      result: { topic: 'SPRING' },
      logs: [],
    })
    expect(await UsageRecord.findOne({ organizationId }).lean()).toMatchObject({ state: 'released' })
  })

  test('code that asks the model is charged for it, also when it fails afterwards', async () => {
    const code = 'const handler = async ({ input }) => {\n  await askModel(input)\n  return input.missing.name\n}'
    const { ctx, owner, prepare, organizationId } = await deploy({ code })
    const said = "TypeError: cannot read property 'name' of undefined (line 3)"
    await expect(performRun(ctx, await prepare(owner), { signal: never() })).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      userMessage: `The agent's code failed. ${said}`,
    })
    const execution = await AgentExecution.findOne({ organizationId }).lean()
    expect(execution).toMatchObject({ status: 'failed', error: said, logs: [{ type: 'error', message: said }] })
    const usage = await UsageRecord.findOne({ organizationId }).lean()
    expect(usage).toMatchObject({ state: 'settled', model: 'sandbox-marketing' })
    expect(usage?.outputTokens).toBeGreaterThan(0)
    expect(execution?.tokensUsed).toBe((usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0))
  })

  test('code whose result is not in the promised form fails the run', async () => {
    const code = 'const handler = () => "words"'
    const { ctx, owner, prepare, organizationId } = await deploy({ code, outputSchema: { type: 'object' } })
    const run = performRun(ctx, await prepare(owner), { signal: never() })
    await expect(run).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    expect(await AgentExecution.findOne({ organizationId }).lean()).toMatchObject({ status: 'failed' })
  })

  test('what a killed server left is released, and what runs now is not', async () => {
    const { ctx, owner, prepare, organizationId } = await deploy()
    const gone = new Date(Date.now() - 3_600_000)
    await performRun({ ...ctx, now: () => gone }, await prepare(owner), { signal: never() })
    await AgentExecution.updateOne({ organizationId }, { $set: { status: 'running' } })
    await UsageRecord.updateOne({ organizationId }, { $set: { state: 'reserved', leaseExpiresAt: gone } })
    expect(await releaseDeadRuns(new Date(gone.getTime() - 1), never())).toBe(0)
    expect(await releaseDeadRuns(new Date(), never())).toBe(1)
    expect(await AgentExecution.findOne({ organizationId }).lean()).toMatchObject({ status: 'failed' })
    expect(await UsageRecord.findOne({ organizationId }).lean()).toMatchObject({ state: 'released' })
  })
})

test('JSON is read with and without fences; words are what they are', async () => {
  const schema = { type: 'object', required: ['a'] }
  expect(await readOutput('{"a":1}', schema)).toEqual({ a: 1 })
  expect(await readOutput('```json\n{"a":1}\n```', schema)).toEqual({ a: 1 })
  expect(await readOutput('{"a":1}', null)).toBe('{"a":1}')
  expect(await readOutput('hello', { type: 'string' })).toBe('hello')
  await expect(readOutput('{"b":1}', schema)).rejects.toThrow(AppError)
  const endless = { type: 'string', pattern: '^(a+)+$' }
  await expect(readOutput(`"${'a'.repeat(40)}!"`, endless)).rejects.toThrow(AppError)
})
