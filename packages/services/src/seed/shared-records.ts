import { ApiKey, Demo, Deployment, type KeyRing, Project, Prompt, Provider, Tool } from '@parley/db'
import type { Types } from 'mongoose'
import { sealApiKey } from '../api-keys/seal-api-key.ts'
import { seedIds } from './seed-id.ts'
import { recordOf, type SeedRecord } from './seed-record.ts'
import type { SeedAgent } from './seed-tenant.ts'
import { PROMPTS, TOOLS } from './shared-texts.ts'

interface Where {
  organizationId: Types.ObjectId
  slug: string
  keys: KeyRing
  agents: readonly (SeedAgent & { name: string })[]
}

export const projectIdOf = (slug: string) => seedIds(`project:${slug}:Website`).own

/** What an organization's people share besides their agents: projects, provider and keys, tools, prompts, a demo, a deployment. */
export function* sharedRecords({ organizationId, slug, keys, agents }: Where, at: Date): Generator<SeedRecord> {
  const idOf = (kind: string, name: string) => seedIds(`${kind}:${slug}:${name}`).own
  const projectId = projectIdOf(slug)
  const tenant = { organizationId }
  yield recordOf(Project, at, { _id: projectId, ...tenant, name: 'Website', description: 'The site and its visitors.' })
  const campaigns = {
    _id: idOf('project', 'Campaigns'),
    name: 'Campaigns',
    description: 'Everything with an end date.',
  }
  yield recordOf(Project, at, { ...tenant, ...campaigns })

  const providerId = idOf('provider', 'example-gateway')
  yield recordOf(Provider, at, {
    _id: providerId,
    ...tenant,
    name: 'example-gateway',
    displayName: 'Example gateway',
    apiBaseUrl: 'https://models.example.com/v1',
    supportedModels: ['gpt-4.1-mini', 'mistral-small-latest'],
    capabilities: { functionCalling: true },
  })
  for (const [name, isActive] of [
    ['Gateway, live', true],
    ['Gateway, old', false],
  ] as const) {
    const _id = idOf('key', name)
    const sealed = sealApiKey(keys, _id, `example-key-that-opens-nothing-${_id.toHexString().slice(-4)}`)
    const rateLimits = isActive ? { requestsPerMinute: 60, tokensPerMinute: 90_000, dailyTokenLimit: 2_000_000 } : {}
    yield recordOf(ApiKey, at, { _id, ...tenant, name, projectId, providerId, ...sealed, isActive, rateLimits })
  }
  for (const tool of TOOLS) yield recordOf(Tool, at, { _id: idOf('tool', tool.name), ...tenant, projectId, ...tool })
  for (const prompt of PROMPTS) {
    yield recordOf(Prompt, at, { _id: idOf('prompt', prompt.title), ...tenant, projectId: campaigns._id, ...prompt })
  }
  const [first, second] = agents
  if (first) {
    yield recordOf(Demo, at, {
      _id: idOf('demo', 'Ask us anything'),
      ...tenant,
      name: 'Ask us anything',
      description: 'What our assistant can do, without signing up.',
      agentId: first._id,
      config: { maxMessages: 20, features: ['reports', 'copy'] },
      isPublic: true,
    })
  }
  if (second) {
    yield recordOf(Deployment, at, {
      _id: deploymentIdOf(slug),
      ...tenant,
      agentId: second._id,
      agentVersion: second.version,
      origins: ['https://www.example.com'],
      rateLimit: { requestsPerMinute: 30 },
    })
  }
}

/** The name in a deployment's address: one in the installation. */
export const deploymentIdOf = (slug: string) => `${slug}-answers`
