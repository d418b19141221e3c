import { createMember, createTenant, createWriteContext } from '@parley/testing'
import { expect, test } from 'vitest'
import { updateAgent } from '../agents/update-agent.ts'
import { listAudit } from '../audit/list-audit.ts'
import { ConflictError, ForbiddenError, NotFoundError } from '../errors.ts'
import { createDemo } from './create-demo.ts'
import { getDemo } from './get-demo.ts'
import { getPublicDemo } from './get-public-demo.ts'
import { listDemos } from './list-demos.ts'
import { removeDemo } from './remove-demo.ts'
import { updateDemo } from './update-demo.ts'

async function begin() {
  const tenant = await createTenant()
  return { ...tenant, ctx: createWriteContext(tenant.owner) }
}

test('demos are made with the defaults, changed in part, read and deleted, each change audited', async () => {
  const { ctx, agentId } = await begin()
  const made = await createDemo({ ctx, input: { name: 'Try me', agentId, config: { features: ['charts'] } } })
  expect(made).toMatchObject({
    name: 'Try me',
    description: '',
    agentId,
    isPublic: false,
    config: { theme: 'light', maxMessages: 50, features: ['charts'] },
  })
  const ref = { demoId: made.id }
  const changed = await updateDemo({ ctx, input: { ...ref, config: { theme: 'dark' } } })
  expect(changed.config).toEqual({ theme: 'dark', maxMessages: 50, features: ['charts'] })
  expect(await getDemo({ ctx, input: ref })).toEqual(changed)
  await removeDemo({ ctx, input: ref })
  await expect(getDemo({ ctx, input: ref })).rejects.toThrow(NotFoundError)
  const { items } = await listAudit({ ctx, input: { targetType: 'Demo' } })
  expect(items.map(({ action }) => action)).toEqual(['demos.remove', 'demos.update', 'demos.create'])
  expect(items[1]?.changedPaths).toEqual(['config'])
})

test('anybody reads a public demo, nobody a private one, and never which agent it has', async () => {
  const { ctx, agentId } = await begin()
  const { id: demoId } = await createDemo({ ctx, input: { name: 'Try me', agentId } })
  await expect(getPublicDemo({ input: { demoId } })).rejects.toThrow(NotFoundError)
  await updateDemo({ ctx, input: { demoId, isPublic: true } })
  const shown = await getPublicDemo({ input: { demoId } })
  expect(Object.keys(shown).toSorted()).toEqual(['config', 'description', 'id', 'name'])
})

test('a name is taken once; the agent is an own one that answers', async () => {
  const { ctx, agentId } = await begin()
  const input = { name: 'Try me', agentId }
  const { id: demoId } = await createDemo({ ctx, input })
  const taken = { code: 'CONFLICT', fields: { name: [expect.any(String)] } }
  await expect(createDemo({ ctx, input })).rejects.toMatchObject(taken)
  const other = await begin()
  const theirs = { demoId, agentId: other.agentId }
  await expect(updateDemo({ ctx, input: theirs })).rejects.toThrow(NotFoundError)
  await updateAgent({ ctx, input: { agentId, status: 'paused' } })
  await expect(createDemo({ ctx, input: { ...input, name: 'Another' } })).rejects.toThrow(ConflictError)
})

test('pages by name, of one agent', async () => {
  const { ctx, agentId, organizationId } = await begin()
  for (const name of ['Two', 'One', 'Three']) await createDemo({ ctx, input: { name, agentId } })
  const page = await listDemos({ ctx, input: { agentId, limit: 2 } })
  const rest = await listDemos({ ctx, input: { agentId, cursor: page.nextCursor } })
  expect([...page.items, ...rest.items].map(({ name }) => name)).toEqual(['One', 'Three', 'Two'])
  expect((await listDemos({ ctx, input: { agentId: organizationId } })).items).toEqual([])
  const member = createWriteContext(await createMember(organizationId))
  await expect(createDemo({ ctx: member, input: { name: 'Four', agentId } })).rejects.toThrow(ForbiddenError)
})
