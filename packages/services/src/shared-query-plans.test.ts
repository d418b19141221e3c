import { ensureBuiltInProviders } from '@parley/db'
import { createMember, createTenant, createWriteContext, findScans, recordQueries } from '@parley/testing'
import { expect, test } from 'vitest'
import { createAgent } from './agents/create-agent.ts'
import { getAgent } from './agents/get-agent.ts'
import { listAgentVersions } from './agents/list-agent-versions.ts'
import { listAgents } from './agents/list-agents.ts'
import { publishAgent } from './agents/publish-agent.ts'
import { removeAgent } from './agents/remove-agent.ts'
import { updateAgent } from './agents/update-agent.ts'
import { createApiKey } from './api-keys/create-api-key.ts'
import { listApiKeys } from './api-keys/list-api-keys.ts'
import { removeApiKey } from './api-keys/remove-api-key.ts'
import { updateApiKey } from './api-keys/update-api-key.ts'
import { listAudit } from './audit/list-audit.ts'
import { createDemo } from './demos/create-demo.ts'
import { getPublicDemo } from './demos/get-public-demo.ts'
import { listDemos } from './demos/list-demos.ts'
import { removeDemo } from './demos/remove-demo.ts'
import { updateDemo } from './demos/update-demo.ts'
import { createDeployment } from './deployments/create-deployment.ts'
import { listDeployments } from './deployments/list-deployments.ts'
import { removeDeployment } from './deployments/remove-deployment.ts'
import { updateDeployment } from './deployments/update-deployment.ts'
import { createLead } from './leads/create-lead.ts'
import { listLeads } from './leads/list-leads.ts'
import { removeLead } from './leads/remove-lead.ts'
import { updateLead } from './leads/update-lead.ts'
import { listMembers } from './members/list-members.ts'
import { removeMember } from './members/remove-member.ts'
import { updateMember } from './members/update-member.ts'
import { getOrganization } from './organizations/get-organization.ts'
import { updateOrganization } from './organizations/update-organization.ts'
import { createProject } from './projects/create-project.ts'
import { listProjects } from './projects/list-projects.ts'
import { removeProject } from './projects/remove-project.ts'
import { updateProject } from './projects/update-project.ts'
import { createPrompt } from './prompts/create-prompt.ts'
import { listPrompts } from './prompts/list-prompts.ts'
import { removePrompt } from './prompts/remove-prompt.ts'
import { updatePrompt } from './prompts/update-prompt.ts'
import { createProvider } from './providers/create-provider.ts'
import { listProviders } from './providers/list-providers.ts'
import { removeProvider } from './providers/remove-provider.ts'
import { updateProvider } from './providers/update-provider.ts'
import { createTicket } from './tickets/create-ticket.ts'
import { listTickets } from './tickets/list-tickets.ts'
import { removeTicket } from './tickets/remove-ticket.ts'
import { updateTicket } from './tickets/update-ticket.ts'
import { createTool } from './tools/create-tool.ts'
import { ensureSystemTools } from './tools/ensure-system-tools.ts'
import { listTools } from './tools/list-tools.ts'
import { removeTool } from './tools/remove-tool.ts'
import { updateTool } from './tools/update-tool.ts'

test('no query about what an organization shares scans a collection', async () => {
  const asked = await recordQueries(async () => {
    await ensureBuiltInProviders()
    await ensureSystemTools()
    const tenant = await createTenant()
    const ctx = createWriteContext(tenant.owner)
    const { id: projectId } = await createProject({ ctx, input: { name: 'P' } })
    await updateProject({ ctx, input: { projectId, description: 'D' } })
    const first = await listProjects({ ctx, input: { limit: 1 } })
    await listProjects({ ctx, input: { cursor: first.nextCursor } })

    const { id: promptId } = await createPrompt({ ctx, input: { title: 'T', content: 'C', projectId } })
    await updatePrompt({ ctx, input: { promptId, projectId, tags: ['t'] } })
    await listPrompts({ ctx, input: { projectId, tag: 't' } })
    await removePrompt({ ctx, input: { promptId } })

    const provider = { name: 'local', displayName: 'L', apiBaseUrl: 'http://llm.test/v1' }
    const { id: providerId } = await createProvider({ ctx, input: provider })
    await updateProvider({ ctx, input: { providerId, isActive: false } })
    await listProviders({ ctx, input: {} })
    const { id: apiKeyId } = await createApiKey({ ctx, input: { name: 'K', projectId, providerId, key: '12345678' } })
    await updateApiKey({ ctx, input: { apiKeyId, name: 'L', projectId } })
    await listApiKeys({ ctx, input: { projectId } })
    await listApiKeys({ ctx, input: { providerId } })
    await removeApiKey({ ctx, input: { apiKeyId } })
    await removeProvider({ ctx, input: { providerId } })

    const tool = {
      name: 'crm',
      displayName: 'CRM',
      description: 'Finds.',
      category: 'custom' as const,
      parametersSchema: { type: 'object' },
      implementation: { type: 'webhook' as const, handler: 'https://crm.test' },
      effect: 'read' as const,
    }
    const { id: toolId } = await createTool({ ctx, input: { ...tool, projectId } })
    await updateTool({ ctx, input: { toolId, projectId } })
    await listTools({ ctx, input: { category: 'custom', projectId } })
    await removeTool({ ctx, input: { toolId } })

    const { id: leadId } = await createLead({ ctx, input: { email: 'a@b.test', name: 'A', source: 's' } })
    await updateLead({ ctx, input: { leadId, name: 'B' } })
    await listLeads({ ctx, input: { email: 'a@b.test' } })
    await removeLead({ ctx, input: { leadId } })

    const { id: agentId } = await createAgent({ ctx, input: { name: 'A', type: 'task', projectId } })
    await updateAgent({ ctx, input: { agentId, projectId: null } })
    await publishAgent({ ctx, input: { agentId } })
    await getAgent({ ctx, input: { agentId } })
    await listAgentVersions({ ctx, input: { agentId } })
    await listAgents({ ctx, input: {} })
    await listAgents({ ctx, input: { projectId, type: 'task', status: 'active', ownerId: tenant.owner.userId } })

    const { id: demoId } = await createDemo({ ctx, input: { name: 'D', agentId, isPublic: true } })
    await updateDemo({ ctx, input: { demoId, agentId, config: { theme: 'dark' } } })
    await getPublicDemo({ input: { demoId } })
    await listDemos({ ctx, input: {} })
    await listDemos({ ctx, input: { agentId } })
    await removeDemo({ ctx, input: { demoId } })
    const { friendlyName } = await createDeployment({ ctx, input: { agentId, friendlyName: 'query-plans' } })
    await updateDeployment({ ctx, input: { friendlyName, agentVersion: 1 } })
    await listDeployments({ ctx, input: {} })
    await listDeployments({ ctx, input: { agentId } })
    await removeDeployment({ ctx, input: { friendlyName } })
    const { id: ticketId } = await createTicket({ ctx, input: { agentId, input: 'x' } })
    await listTickets({ ctx, input: { status: 'pending', agentId } })
    await updateTicket({ ctx, input: { ticketId, status: 'cancelled' } })
    await removeTicket({ ctx, input: { ticketId } })
    await updateAgent({ ctx, input: { agentId, dependsOnAgentIds: [tenant.agentId] } })

    await removeAgent({ ctx, input: { agentId } })
    await removeProject({ ctx, input: { projectId } })

    await getOrganization({ ctx })
    await updateOrganization({ ctx, input: { defaultAgentId: tenant.agentId } })
    await createMember(tenant.organizationId, 'owner')
    const { items } = await listMembers({ ctx, input: {} })
    await updateMember({ ctx, input: { memberId: items[1]?.id ?? '', role: 'viewer' } })
    await removeMember({ ctx, input: { memberId: items[1]?.id ?? '' } })

    const page = await listAudit({ ctx, input: { limit: 1 } })
    await listAudit({ ctx, input: { cursor: page.nextCursor, from: '2020-01-01T00:00:00Z', targetType: 'Agent' } })
  })
  expect(new Set(asked.map(({ collection }) => collection)).size).toBeGreaterThan(9)
  expect(await findScans(asked)).toEqual([])
})
