import {
  type Actor,
  createApiKey,
  createDemo,
  createDeployment,
  createLead,
  createProject,
  createPrompt,
  createProvider,
  createTool,
  listMembers,
  publishAgent,
} from '@parley/services'
import {
  apiContextOf,
  createMember,
  createTenant,
  startTestWorld,
  type TestTenant,
  type TestWorld,
} from '@parley/testing'
import { callTRPCProcedure, TRPCError } from '@trpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeError } from './api-error.ts'
import { appRouter } from './app-router.ts'

const PROVIDER = { name: 'local', displayName: 'Local', apiBaseUrl: 'http://llm.test/v1' }
const KEY = 'sk-test-0123456789abcd'
const LEAD = { email: 'ada@example.test', name: 'Ada', source: 'form' }
const TOOL = {
  name: 'crm_search',
  displayName: 'CRM search',
  description: 'Finds a contact.',
  category: 'custom' as const,
  parametersSchema: { type: 'object' },
  implementation: { type: 'webhook' as const, handler: 'https://crm.test/search' },
  effect: 'read' as const,
}

let world: TestWorld
let tenant: TestTenant
const ids = new Map<string, string>()
beforeAll(async () => {
  world = await startTestWorld()
  tenant = await createTenant()
  const ctx = world.contextOf(tenant.owner)
  const { id: projectId } = await createProject({ ctx, input: { name: 'Shared' } })
  ids.set('projectId', projectId)
  ids.set('memberId', (await listMembers({ ctx, input: {} })).items[0]?.id ?? '')
  ids.set('agentId', tenant.agentId)
  ids.set('promptId', (await createPrompt({ ctx, input: { title: 'Shared', content: 'x', projectId } })).id)
  const { id: providerId } = await createProvider({ ctx, input: PROVIDER })
  ids.set('providerId', providerId)
  ids.set('toolId', (await createTool({ ctx, input: TOOL })).id)
  ids.set('leadId', (await createLead({ ctx, input: LEAD })).id)
  ids.set('demoId', (await createDemo({ ctx, input: { name: 'Shared', agentId: tenant.agentId } })).id)
  await publishAgent({ ctx, input: { agentId: tenant.agentId } })
  const deployment = { agentId: tenant.agentId, friendlyName: `shared-${tenant.organizationId}` }
  ids.set('friendlyName', (await createDeployment({ ctx, input: deployment })).friendlyName)
  ids.set('apiKeyId', (await createApiKey({ ctx, input: { name: 'Shared', projectId, providerId, key: KEY } })).id)
})
afterAll(() => world.close())

/** Who changes: admins and owners. `id` names the record of the tenant that the procedure is about. */
const SHARED: { path: string; id?: string; input?: object }[] = [
  { path: 'agents.create', input: { name: 'New', type: 'chatbot' } },
  { path: 'agents.update', id: 'agentId', input: { name: 'Renamed' } },
  { path: 'agents.publish', id: 'agentId' },
  { path: 'agents.remove', id: 'agentId' },
  { path: 'apiKeys.create', id: 'projectId', input: { name: 'New', providerId: '0'.repeat(24), key: KEY } },
  { path: 'apiKeys.update', id: 'apiKeyId', input: { name: 'Renamed' } },
  { path: 'apiKeys.remove', id: 'apiKeyId' },
  { path: 'demos.create', id: 'agentId', input: { name: 'New' } },
  { path: 'demos.update', id: 'demoId', input: { isPublic: true } },
  { path: 'demos.remove', id: 'demoId' },
  { path: 'deployments.create', id: 'agentId', input: { friendlyName: 'another' } },
  { path: 'deployments.update', id: 'friendlyName', input: { isActive: false } },
  { path: 'deployments.remove', id: 'friendlyName' },
  { path: 'leads.create', input: LEAD },
  { path: 'leads.update', id: 'leadId', input: { name: 'Renamed' } },
  { path: 'leads.remove', id: 'leadId' },
  { path: 'tools.create', input: { ...TOOL, name: 'other' } },
  { path: 'tools.update', id: 'toolId', input: { isActive: false } },
  { path: 'tools.remove', id: 'toolId' },
  { path: 'members.create', input: { email: 'new@example.test', role: 'member' } },
  { path: 'members.update', id: 'memberId', input: { role: 'viewer' } },
  { path: 'members.remove', id: 'memberId' },
  { path: 'organizations.update', input: { name: 'Renamed' } },
  { path: 'projects.create', input: { name: 'New' } },
  { path: 'projects.update', id: 'projectId', input: { name: 'Renamed' } },
  { path: 'projects.remove', id: 'projectId' },
  { path: 'prompts.create', id: 'projectId', input: { title: 'New', content: 'x' } },
  { path: 'prompts.update', id: 'promptId', input: { title: 'Renamed' } },
  { path: 'prompts.remove', id: 'promptId' },
  { path: 'providers.create', input: { ...PROVIDER, name: 'new' } },
  { path: 'providers.update', id: 'providerId', input: { isActive: false } },
  { path: 'providers.remove', id: 'providerId' },
]

/** What everyone in the organization reads. */
const READ: typeof SHARED = [
  { path: 'agents.list' },
  { path: 'agents.get', id: 'agentId' },
  { path: 'agents.listVersions', id: 'agentId' },
  { path: 'apiKeys.list' },
  { path: 'apiKeys.get', id: 'apiKeyId' },
  { path: 'demos.list' },
  { path: 'demos.get', id: 'demoId' },
  { path: 'deployments.list' },
  { path: 'deployments.get', id: 'friendlyName' },
  { path: 'tickets.list' },
  { path: 'leads.list' },
  { path: 'leads.get', id: 'leadId' },
  { path: 'tools.list' },
  { path: 'tools.get', id: 'toolId' },
  { path: 'members.list' },
  { path: 'members.get', id: 'memberId' },
  { path: 'organizations.get' },
  { path: 'organizations.list' },
  { path: 'projects.list' },
  { path: 'projects.get', id: 'projectId' },
  { path: 'prompts.list' },
  { path: 'prompts.get', id: 'promptId' },
  { path: 'providers.list' },
  { path: 'providers.get', id: 'providerId' },
]

async function call(actor: Actor, type: 'query' | 'mutation', { path, id, input }: (typeof SHARED)[number]) {
  try {
    await callTRPCProcedure({
      router: appRouter,
      path,
      type,
      ctx: apiContextOf(world.contextOf(tenant.owner), actor),
      getRawInput: async () => ({ ...input, ...(id !== undefined && { [id]: ids.get(id) }) }),
      signal: undefined,
      batchIndex: 0,
    })
    return 'OK'
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error
    return describeError(error, 'r').code
  }
}

describe('what an organization shares', () => {
  test.each(SHARED)('$path: members and viewers may not', async (procedure) => {
    for (const role of ['member', 'viewer'] as const) {
      expect(await call(await createMember(tenant.organizationId, role), 'mutation', procedure)).toBe('FORBIDDEN')
    }
  })

  test.each(SHARED.filter(({ id }) => id !== undefined))("$path: another tenant's is not found", async (procedure) => {
    expect(await call((await createTenant()).owner, 'mutation', procedure)).toBe('NOT_FOUND')
  })

  test.each(READ)('$path: every member reads', async (procedure) => {
    expect(await call(await createMember(tenant.organizationId, 'viewer'), 'query', procedure)).toBe('OK')
  })

  test.each(READ.filter(({ id }) => id !== undefined))("$path: another tenant's is not found", async (procedure) => {
    expect(await call((await createTenant()).owner, 'query', procedure)).toBe('NOT_FOUND')
  })
})
