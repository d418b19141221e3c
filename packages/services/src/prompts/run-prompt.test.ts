import { randomUUID } from 'node:crypto'
import { AgentExecution, Organization, UsageRecord, User } from '@parley/db'
import { createMember, createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { Types } from 'mongoose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '../actor.ts'
import { updateAgent } from '../agents/update-agent.ts'
import { AppError, ConflictError, ForbiddenError, NotFoundError, QuotaError } from '../errors.ts'
import { listExecutions } from '../executions/list-executions.ts'
import { createProject } from '../projects/create-project.ts'
import { createPrompt } from './create-prompt.ts'
import { runPrompt } from './run-prompt.ts'
import { updatePrompt } from './update-prompt.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

const variables = [
  { name: 'topic', type: 'string' as const },
  { name: 'count', type: 'number' as const, defaultValue: 3 },
]
const content = 'Write {{count}} subject lines about {{topic}}'

async function begin() {
  const tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  const { id: projectId } = await createProject({ ctx, input: { name: 'Spring' } })
  const { id: promptId } = await createPrompt({ ctx, input: { title: 'Lines', content, variables, projectId } })
  const values = { topic: 'tea' }
  const runAs = (actor: Actor, idempotencyKey: string | null = null) =>
    runPrompt({ ctx: world.contextOf(actor, { idempotencyKey }), input: { promptId, values } })
  const executions = () => AgentExecution.find({ organizationId: tenant.organizationId }).lean()
  const usages = () => UsageRecord.find({ organizationId: tenant.organizationId }).lean()
  return { ...tenant, ctx, promptId, values, runAs, executions, usages }
}

describe('prompts.run', () => {
  test('asks the filled prompt, and leaves one execution and what it cost', async () => {
    const { ctx, owner, agentId, promptId, runAs, executions, usages } = await begin()
    await updatePrompt({ ctx, input: { promptId, content: `${content}, in short words` } })
    const result = await runAs(owner)
    expect(result).toMatchObject({ output: expect.stringMatching(/\S/), promptVersion: 2, agentVersion: 1 })
    const [execution, ...others] = await executions()
    expect(others).toEqual([])
    expect(execution).toMatchObject({
      _id: new Types.ObjectId(result.executionId),
      agentId: new Types.ObjectId(agentId),
      promptId: new Types.ObjectId(promptId),
      promptVersion: 2,
      userId: new Types.ObjectId(owner.userId),
      status: 'completed',
      result: result.output,
    })
    const [usage, ...more] = await usages()
    expect(more).toEqual([])
    expect(usage).toMatchObject({
      executionId: execution?._id,
      state: 'settled',
      payer: 'user',
      userId: execution?.userId,
    })
    expect(execution?.tokensUsed).toBe((usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0))
    const { items } = await listExecutions({ ctx, input: { promptId } })
    expect(items).toMatchObject([{ id: result.executionId, promptId, promptVersion: 2 }])
  })

  test('the agent named is asked, and the person charged at its price', async () => {
    const { ctx, owner, agentId, organizationId, promptId, values } = await begin()
    const [model, million] = ['sandbox-marketing', 1_000_000]
    const priceOverrides = [{ model, input: million, output: million }]
    await Organization.updateOne({ _id: organizationId }, { $set: { 'settings.priceOverrides': priceOverrides } })
    const before = await User.findById(owner.userId).lean()
    const { usage } = await runPrompt({ ctx, input: { promptId, values, agentId } })
    expect(usage.costUsd).toBeGreaterThan(0)
    const after = await User.findById(owner.userId).lean()
    const spent = (before?.usage?.spendRemainingMicros ?? 0) - (after?.usage?.spendRemainingMicros ?? 0)
    expect(spent).toBe(Math.round((usage.costUsd ?? 0) * million))
    const theirs = (await createTenant()).agentId
    await expect(runPrompt({ ctx, input: { promptId, values, agentId: theirs } })).rejects.toThrow(NotFoundError)
    await updateAgent({ ctx, input: { agentId, status: 'paused' } })
    await expect(runPrompt({ ctx, input: { promptId, values, agentId } })).rejects.toThrow(ConflictError)
  })

  test('members may; viewers may not; another tenant finds nothing', async () => {
    const { organizationId, runAs, executions } = await begin()
    await expect(runAs(await createMember(organizationId, 'viewer'))).rejects.toThrow(ForbiddenError)
    await expect(runAs((await createTenant()).owner)).rejects.toThrow(NotFoundError)
    expect(await executions()).toEqual([])
    await runAs(await createMember(organizationId))
    expect(await executions()).toHaveLength(1)
  })

  test('nothing is asked with wrong values, too long a text, of an agent that takes another form, or with nothing left', async () => {
    const { ctx, owner, agentId, promptId, values, runAs, executions } = await begin()
    const run = (given: Parameters<typeof runPrompt>[0]['input']['values']) =>
      runPrompt({ ctx, input: { promptId, values: given } })
    await expect(run({ count: true, tone: 'x' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      fields: {
        'values.topic': [expect.any(String)],
        'values.count': [expect.any(String)],
        'values.tone': [expect.any(String)],
      },
    })
    await updatePrompt({ ctx, input: { promptId, content: '{{topic}}{{topic}}{{topic}}' } })
    await expect(run({ topic: ' ' })).rejects.toMatchObject({ fields: { values: [expect.any(String)] } })
    await expect(run({ topic: 'x'.repeat(100_000) })).rejects.toMatchObject({
      fields: { values: [expect.any(String)] },
    })
    await updateAgent({ ctx, input: { agentId, inputSchema: { type: 'object' } } })
    await expect(run(values)).rejects.toMatchObject({ fields: { agentId: [expect.any(String)] } })
    await updateAgent({ ctx, input: { agentId, inputSchema: null } })
    await User.updateOne({ _id: owner.userId }, { 'usage.spendRemainingMicros': 0 })
    await expect(runAs(owner)).rejects.toThrow(QuotaError)
    expect(await executions()).toEqual([])
  })

  test('a model that fails fails the run, and what was used is kept', async () => {
    const { ctx, owner, agentId, runAs, executions, usages } = await begin()
    await updateAgent({ ctx, input: { agentId, llmSettings: { model: 'sandbox-error' } } })
    await expect(runAs(owner)).rejects.toThrow(AppError)
    expect(await executions()).toMatchObject([{ status: 'failed', error: expect.stringContaining('model_') }])
    expect(await usages()).toMatchObject([{ state: expect.stringMatching(/^(?:settled|released)$/) }])
    await updateAgent({ ctx, input: { agentId, llmSettings: {}, outputSchema: { type: 'object' } } })
    await expect(runAs(owner)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    const [, broken] = await usages()
    expect(broken).toMatchObject({ state: 'settled', outputTokens: expect.any(Number) })
    expect(broken?.outputTokens).toBeGreaterThan(0)
  })

  test('a caller who left stops it', async () => {
    const { ctx, promptId, values, executions } = await begin()
    const run = runPrompt({ ctx, input: { promptId, values }, signal: AbortSignal.abort() })
    await expect(run).rejects.toMatchObject({ code: 'TIMEOUT' })
    expect(await executions()).toMatchObject([{ status: 'stopped' }])
  })

  test('with a key it runs once, also when it is asked twice at once', async () => {
    const { owner, runAs, executions, organizationId, promptId } = await begin()
    const key = randomUUID()
    const made = await runAs(owner, key)
    await User.updateOne({ _id: owner.userId }, { 'usage.spendRemainingMicros': 0 })
    expect(await runAs(owner, key)).toEqual(made)
    await User.updateOne({ _id: owner.userId }, { 'usage.spendRemainingMicros': 1 })
    const other = await createMember(organizationId)
    expect((await runAs(other, key)).executionId).not.toBe(made.executionId)
    const differing = {
      ctx: world.contextOf(owner, { idempotencyKey: key }),
      input: { promptId, values: { topic: 'x' } },
    }
    await expect(runPrompt(differing)).rejects.toThrow(ConflictError)
    expect(await executions()).toHaveLength(2)
    const twice = randomUUID()
    const answers = await Promise.allSettled([runAs(owner, twice), runAs(owner, twice)])
    const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
    expect(refusals.every((refusal) => refusal instanceof ConflictError)).toBe(true)
    expect(answers.length - refusals.length).toBeGreaterThan(0)
    expect(await executions()).toHaveLength(3)
  })

  test('a key whose run failed says so again', async () => {
    const { ctx, owner, agentId, runAs, executions } = await begin()
    await updateAgent({ ctx, input: { agentId, llmSettings: { model: 'sandbox-error' } } })
    const key = randomUUID()
    for (const _time of [1, 2]) await expect(runAs(owner, key)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' })
    expect(await executions()).toHaveLength(1)
  })
})
