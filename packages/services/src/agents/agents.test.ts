import { Agent, AgentVersion, Conversation } from '@parley/db'
import { createTenant, createWriteContext } from '@parley/testing'
import { Types } from 'mongoose'
import { describe, expect, test } from 'vitest'
import { listAudit } from '../audit/list-audit.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts'
import { createProject } from '../projects/create-project.ts'
import { createAgent } from './create-agent.ts'
import { getAgent } from './get-agent.ts'
import { listAgentVersions } from './list-agent-versions.ts'
import { listAgents } from './list-agents.ts'
import { publishAgent } from './publish-agent.ts'
import { removeAgent } from './remove-agent.ts'
import { updateAgent } from './update-agent.ts'

async function begin() {
  const tenant = await createTenant()
  return { ...tenant, ctx: createWriteContext(tenant.owner) }
}

const input = { name: 'Copywriter', type: 'chatbot' as const }

describe('agents', () => {
  test('are made with the defaults of the data model, and read', async () => {
    const { ctx } = await begin()
    const made = await createAgent({ ctx, input: { ...input, llmSettings: { parameters: { temperature: 0 } } } })
    expect(made).toMatchObject({
      ...input,
      description: '',
      projectId: null,
      tools: [],
      inputSchema: null,
      status: 'active',
      version: 1,
      ownerId: ctx.actor.userId,
      llmSettings: {
        parameters: { temperature: 0, maxTokens: 1000, topP: 1, frequencyPenalty: 0, presencePenalty: 0 },
      },
    })
    expect(await getAgent({ ctx, input: { agentId: made.id } })).toEqual(made)
  })

  test('an update changes what it names and nothing else', async () => {
    const { ctx, agentId } = await begin()
    const project = await createProject({ ctx, input: { name: 'Spring' } })
    const before = await getAgent({ ctx, input: { agentId } })
    const llmSettings = { model: 'gpt-4.1', parameters: { topP: 0.5 } }
    const changed = await updateAgent({ ctx, input: { agentId, projectId: project.id, llmSettings, status: 'paused' } })
    expect(changed).toEqual({
      ...before,
      projectId: project.id,
      status: 'paused',
      llmSettings: { model: 'gpt-4.1', parameters: { ...before.llmSettings.parameters, topP: 0.5 } },
      updatedAt: expect.any(String),
    })
    const back = await updateAgent({ ctx, input: { agentId, projectId: null, llmSettings: { model: null } } })
    expect(back.projectId).toBeNull()
    expect(back.llmSettings).not.toHaveProperty('model')
    const { items } = await listAudit({ ctx, input: { action: 'agents.update' } })
    expect(items[1]).toMatchObject({
      changedPaths: ['llmSettings', 'projectId', 'status'],
      before: { status: 'active' },
      after: { status: 'paused', projectId: project.id },
    })
  })

  test('schemas are JSON Schemas, tools are ones there are, projects are the own ones', async () => {
    const { ctx } = await begin()
    const wrong = { ...input, inputSchema: { type: 'thing' } }
    await expect(createAgent({ ctx, input: wrong })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      fields: { 'inputSchema.type': expect.any(Array) },
    })
    const tools = [
      { name: 'run_report', enabled: true },
      { name: 'launch_rocket', enabled: true },
    ]
    await expect(createAgent({ ctx, input: { ...input, tools } })).rejects.toMatchObject({
      fields: { 'tools.1.name': [expect.any(String)] },
    })
    const other = await begin()
    const { id: projectId } = await createProject({ ctx: other.ctx, input: { name: 'Theirs' } })
    await expect(createAgent({ ctx, input: { ...input, projectId } })).rejects.toThrow(NotFoundError)
  })

  test('depend on others of the organization, never in a circle', async () => {
    const { ctx, agentId } = await begin()
    const { id: b } = await createAgent({ ctx, input: { ...input, name: 'B', dependsOnAgentIds: [agentId] } })
    const { id: c } = await createAgent({ ctx, input: { ...input, name: 'C', dependsOnAgentIds: [b] } })
    const circle = { code: 'BAD_REQUEST', fields: { dependsOnAgentIds: [expect.any(String)] } }
    await expect(updateAgent({ ctx, input: { agentId, dependsOnAgentIds: [c] } })).rejects.toMatchObject(circle)
    await expect(updateAgent({ ctx, input: { agentId, dependsOnAgentIds: [agentId] } })).rejects.toMatchObject(circle)
    await expect(removeAgent({ ctx, input: { agentId: b } })).rejects.toThrow(ConflictError)
    const foreign = { ...input, dependsOnAgentIds: [(await begin()).agentId] }
    await expect(createAgent({ ctx, input: foreign })).rejects.toThrow(NotFoundError)
  })

  test('two changes at once do not close a circle together', async () => {
    const { ctx, agentId } = await begin()
    const { id: b } = await createAgent({ ctx, input: { ...input, name: 'B' } })
    const outcomes = await Promise.allSettled([
      updateAgent({ ctx, input: { agentId, dependsOnAgentIds: [b] } }),
      updateAgent({ ctx, input: { agentId: b, dependsOnAgentIds: [agentId] } }),
    ])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('keep code, names, metadata and the key they are called with; versions from before read as without', async () => {
    const { ctx, agentId } = await begin()
    const offered = { friendlyName: 'copy-writer', isPublic: true, metadata: { team: 'growth' } }
    const code = 'function handler(event) { return event }'
    expect(await updateAgent({ ctx, input: { agentId, ...offered, code } })).toMatchObject({ ...offered, code })
    const named = async (friendlyName: string) => (await listAgents({ ctx, input: { friendlyName } })).items
    expect((await named('copy-writer')).map(({ id }) => id)).toEqual([agentId])
    expect(await named('copy')).toEqual([])
    const { snapshot } = await publishAgent({ ctx, input: { agentId } })
    expect(snapshot).toMatchObject({ code, apiKeyId: null, dependsOnAgentIds: [] })
    expect(await updateAgent({ ctx, input: { agentId, code: null, friendlyName: null } })).toMatchObject({
      code: null,
      friendlyName: null,
    })
    const apiKeyId = new Types.ObjectId().toHexString()
    await expect(updateAgent({ ctx, input: { agentId, apiKeyId } })).rejects.toThrow(NotFoundError)
    const { code: _code, apiKeyId: _key, dependsOnAgentIds: _needs, ...older } = snapshot
    const version = { agentId, organizationId: ctx.actor.organizationId, version: 2, publishedAt: new Date() }
    await AgentVersion.create([{ ...version, publishedBy: ctx.actor.userId, snapshot: older }])
    const [read] = (await listAgentVersions({ ctx, input: { agentId } })).items
    expect(read?.snapshot).toEqual({ ...older, code: null, apiKeyId: null, dependsOnAgentIds: [] })
  })

  test('a name is taken once', async () => {
    const { ctx } = await begin()
    await createAgent({ ctx, input })
    await createAgent({ ctx: (await begin()).ctx, input })
    const taken = { code: 'CONFLICT', fields: { name: [expect.any(String)] } }
    await expect(createAgent({ ctx, input })).rejects.toMatchObject(taken)
  })

  test('lists by name, by project, owner, type and status', async () => {
    const { ctx } = await begin()
    const project = await createProject({ ctx, input: { name: 'Spring' } })
    await createAgent({ ctx, input: { ...input, projectId: project.id } })
    const task = await createAgent({ ctx, input: { name: 'Audit', type: 'task' } })
    await updateAgent({ ctx, input: { agentId: task.id, status: 'inactive' } })
    const names = async (filter: Parameters<typeof listAgents>[0]['input']) =>
      (await listAgents({ ctx, input: filter })).items.map(({ name }) => name)
    expect(await names({})).toEqual(['Audit', 'Copywriter', 'Marketing assistant'])
    expect(await names({ projectId: project.id })).toEqual(['Copywriter'])
    expect(await names({ type: 'task' })).toEqual(['Audit'])
    expect(await names({ status: 'inactive' })).toEqual(['Audit'])
    expect(await names({ ownerId: new Types.ObjectId().toHexString() })).toEqual([])
    const page = await listAgents({ ctx, input: { limit: 2 } })
    expect((await listAgents({ ctx, input: { cursor: page.nextCursor } })).items).toHaveLength(1)
  })

  test('one that conversations refer to is archived and comes back; another is deleted with its versions', async () => {
    const { ctx, agentId, organizationId } = await begin()
    const at = new Date()
    const conversation = { organizationId, ownerKey: 'u', agentId, agentVersion: 1, lastMessageAt: at, startedAt: at }
    await Conversation.create([conversation])
    expect(await removeAgent({ ctx, input: { agentId } })).toMatchObject({ status: 'archived' })
    expect((await listAgents({ ctx, input: {} })).items).toEqual([])
    expect((await listAgents({ ctx, input: { status: 'archived' } })).items).toHaveLength(1)
    expect(await updateAgent({ ctx, input: { agentId, status: 'active' } })).toMatchObject({ status: 'active' })
    const { id } = await createAgent({ ctx, input })
    await publishAgent({ ctx, input: { agentId: id } })
    await removeAgent({ ctx, input: { agentId: id } })
    expect(await Agent.countDocuments({ _id: id })).toBe(0)
    expect(await AgentVersion.countDocuments({ organizationId, agentId: id })).toBe(0)
  })
})

describe('agents.publish', () => {
  test('numbers versions from 1 and keeps each as it was', async () => {
    const { ctx, agentId } = await begin()
    const first = await publishAgent({ ctx, input: { agentId } })
    await updateAgent({ ctx, input: { agentId, systemPrompt: 'Be brief.' } })
    const second = await publishAgent({ ctx, input: { agentId } })
    expect([first.version, second.version]).toEqual([1, 2])
    expect(second.snapshot).toMatchObject({ name: 'Marketing assistant', systemPrompt: 'Be brief.' })
    expect(first.snapshot.systemPrompt).not.toBe('Be brief.')
    expect(await getAgent({ ctx, input: { agentId } })).toMatchObject({ version: 2 })
    const page = await listAgentVersions({ ctx, input: { agentId, limit: 1 } })
    expect(page.items).toEqual([second])
    const rest = await listAgentVersions({ ctx, input: { agentId, cursor: page.nextCursor } })
    expect(rest).toEqual({ items: [first], nextCursor: null })
    await AgentVersion.updateOne({ _id: first.id }, { $set: { snapshot: {}, version: 9 } })
    expect((await listAgentVersions({ ctx, input: { agentId } })).items[1]).toEqual(first)
  })

  test('many at once give each number once', async () => {
    const { ctx, agentId } = await begin()
    const made = await Promise.all([1, 2, 3, 4].map(() => publishAgent({ ctx, input: { agentId } })))
    expect(made.map(({ version }) => version).toSorted()).toEqual([1, 2, 3, 4])
  })

  test('a foreign cursor is invalid', async () => {
    const { ctx, agentId } = await begin()
    await expect(listAgentVersions({ ctx, input: { agentId, cursor: 'x' } })).rejects.toThrow(InvalidInputError)
  })
})
