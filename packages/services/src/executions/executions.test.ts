import { AgentExecution } from '@parley/db'
import { ask, createMember, createTenant, startTestWorld, type TestWorld } from '@parley/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createConversation } from '../conversations/create-conversation.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { getExecution } from './get-execution.ts'
import { listExecutions } from './list-executions.ts'

let world: TestWorld
beforeAll(async () => {
  world = await startTestWorld()
})
afterAll(() => world.close())

async function runOf(tenant: { organizationId: string; agentId: string }, userId: string, rest = {}) {
  const [made] = await AgentExecution.create([
    {
      organizationId: objectId(tenant.organizationId),
      agentId: objectId(tenant.agentId),
      agentVersion: 1,
      userId: objectId(userId),
      startedAt: new Date(),
      status: 'completed',
      ...rest,
    },
  ])
  return made?._id.toHexString() ?? ''
}

describe('executions', () => {
  test('an answer leaves one, with what it did', async () => {
    const { owner, agentId } = await createTenant()
    const ctx = world.contextOf(owner)
    const { id: conversationId } = await createConversation({ ctx, input: { title: 'T' } })
    const { id: messageId } = await ask(ctx, conversationId, 'Hello')
    const { items } = await listExecutions({ ctx, input: { conversationId } })
    expect(items).toEqual([
      expect.objectContaining({ agentId, conversationId, messageId, userId: owner.userId, status: 'completed' }),
    ])
    const executionId = items[0]?.id ?? ''
    expect(await getExecution({ ctx, input: { executionId } })).toMatchObject({
      id: executionId,
      logs: [],
      result: null,
    })
  })

  test('a member sees their own, an admin all of the organization, an outsider none', async () => {
    const tenant = await createTenant()
    const member = await createMember(tenant.organizationId)
    const admin = await createMember(tenant.organizationId, 'admin')
    const outsider = (await createTenant()).owner
    const owners = await runOf(tenant, tenant.owner.userId)
    const members = await runOf(tenant, member.userId)
    const seenBy = async (actor: typeof member) =>
      (await listExecutions({ ctx: { actor }, input: {} })).items.map(({ id }) => id).toSorted()
    expect(await seenBy(member)).toEqual([members])
    expect(await seenBy(admin)).toEqual([owners, members].toSorted())
    expect(await seenBy(outsider)).toEqual([])
    for (const actor of [member, outsider]) {
      await expect(getExecution({ ctx: { actor }, input: { executionId: owners } })).rejects.toThrow(NotFoundError)
    }
  })

  test('are filtered and paged, archived ones apart', async () => {
    const tenant = await createTenant()
    const { userId } = tenant.owner
    const ids = []
    for (const minute of [1, 2, 3]) {
      ids.push(await runOf(tenant, userId, { startedAt: new Date(Date.UTC(2030, 0, 1, 0, minute)) }))
    }
    const failed = await runOf(tenant, userId, { status: 'failed', error: 'X: y' })
    const archived = await runOf(tenant, userId, { archivedAt: new Date() })
    const list = (input: object) => listExecutions({ ctx: { actor: tenant.owner }, input })
    expect((await list({ status: 'failed' })).items).toEqual([expect.objectContaining({ id: failed, error: 'X: y' })])
    expect((await list({ isArchived: true })).items.map(({ id }) => id)).toEqual([archived])
    const first = await list({ status: 'completed', agentId: tenant.agentId, limit: 2 })
    const second = await list({ status: 'completed', agentId: tenant.agentId, limit: 2, cursor: first.nextCursor })
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.toReversed())
    expect(second.nextCursor).toBeNull()
  })
})
