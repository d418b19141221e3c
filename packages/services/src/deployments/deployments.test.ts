import { randomUUID } from 'node:crypto'
import { createTenant, createWriteContext } from '@parley/testing'
import { expect, test } from 'vitest'
import { publishAgent } from '../agents/publish-agent.ts'
import { removeAgent } from '../agents/remove-agent.ts'
import { updateAgent } from '../agents/update-agent.ts'
import { listAudit } from '../audit/list-audit.ts'
import { NotFoundError } from '../errors.ts'
import { createDeployment } from './create-deployment.ts'
import { getDeployment } from './get-deployment.ts'
import { listDeployments } from './list-deployments.ts'
import { removeDeployment } from './remove-deployment.ts'
import { updateDeployment } from './update-deployment.ts'

async function begin() {
  const tenant = await createTenant()
  const ctx = createWriteContext(tenant.owner)
  return { ...tenant, ctx, friendlyName: `run-${randomUUID()}` }
}

test('a deployment serves the version published last, then the one it is set to, and is audited by its name', async () => {
  const { ctx, agentId, friendlyName } = await begin()
  await publishAgent({ ctx, input: { agentId } })
  await publishAgent({ ctx, input: { agentId } })
  const made = await createDeployment({ ctx, input: { agentId, friendlyName } })
  expect(made).toMatchObject({
    friendlyName,
    agentId,
    agentVersion: 2,
    origins: [],
    rateLimit: { requestsPerMinute: 60 },
    isActive: true,
  })
  const changes = { agentVersion: 1, origins: ['https://shop.example'], rateLimit: { requestsPerMinute: 5 } }
  const changed = await updateDeployment({ ctx, input: { friendlyName, ...changes } })
  expect(changed).toEqual({ ...made, ...changes, updatedAt: expect.any(String) })
  expect(await getDeployment({ ctx, input: { friendlyName } })).toEqual(changed)
  const { items } = await listAudit({ ctx, input: { targetId: friendlyName } })
  expect(items.map(({ action }) => action)).toEqual(['deployments.update', 'deployments.create'])
  expect(items[0]?.target).toEqual({ type: 'Deployment', id: friendlyName })
})

test('what is not published is not deployed', async () => {
  const { ctx, agentId, friendlyName } = await begin()
  const refused = { code: 'BAD_REQUEST', fields: { agentVersion: [expect.any(String)] } }
  await expect(createDeployment({ ctx, input: { agentId, friendlyName } })).rejects.toMatchObject(refused)
  await publishAgent({ ctx, input: { agentId } })
  const later = { agentId, friendlyName, agentVersion: 2 }
  await expect(createDeployment({ ctx, input: later })).rejects.toMatchObject(refused)
  await createDeployment({ ctx, input: { agentId, friendlyName } })
  await expect(updateDeployment({ ctx, input: { friendlyName, agentVersion: 2 } })).rejects.toMatchObject(refused)
})

test('a name is taken once in the installation, and free again when its deployment is gone', async () => {
  const { ctx, agentId, friendlyName } = await begin()
  const other = await begin()
  await publishAgent({ ctx, input: { agentId } })
  await publishAgent({ ctx: other.ctx, input: { agentId: other.agentId } })
  await createDeployment({ ctx, input: { agentId, friendlyName } })
  const theirs = { ctx: other.ctx, input: { agentId: other.agentId, friendlyName } }
  const taken = { code: 'CONFLICT', fields: { friendlyName: [expect.any(String)] } }
  await expect(createDeployment(theirs)).rejects.toMatchObject(taken)
  await expect(getDeployment({ ctx: other.ctx, input: { friendlyName } })).rejects.toThrow(NotFoundError)
  await removeDeployment({ ctx, input: { friendlyName } })
  expect(await createDeployment(theirs)).toMatchObject({ friendlyName, agentId: other.agentId })
})

test("the agent's own name is the default; an agent that is deployed is archived, not deleted", async () => {
  const { ctx, agentId, friendlyName } = await begin()
  await publishAgent({ ctx, input: { agentId } })
  await expect(createDeployment({ ctx, input: { agentId } })).rejects.toMatchObject({
    fields: { friendlyName: [expect.any(String)] },
  })
  await updateAgent({ ctx, input: { agentId, friendlyName } })
  expect((await createDeployment({ ctx, input: { agentId } })).friendlyName).toBe(friendlyName)
  expect((await listDeployments({ ctx, input: { agentId } })).items).toHaveLength(1)
  expect(await removeAgent({ ctx, input: { agentId } })).toMatchObject({ status: 'archived' })
})
