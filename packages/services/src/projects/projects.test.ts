import { Agent, AuditEvent, Project } from '@parley/db'
import { createMember, createTenant, createWriteContext } from '@parley/testing'
import { describe, expect, test } from 'vitest'
import { listAudit } from '../audit/list-audit.ts'
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../errors.ts'
import { createProject } from './create-project.ts'
import { getProject } from './get-project.ts'
import { listProjects } from './list-projects.ts'
import { removeProject } from './remove-project.ts'
import { updateProject } from './update-project.ts'

const begin = async () => {
  const tenant = await createTenant()
  return { ...tenant, ctx: createWriteContext(tenant.owner) }
}

describe('projects', () => {
  test('are made, read, renamed and deleted, each written to the audit with its request', async () => {
    const { ctx } = await begin()
    const made = await createProject({ ctx, input: { name: ' Spring ' } })
    expect(made).toMatchObject({ name: 'Spring', description: '' })
    const input = { projectId: made.id }
    expect(await getProject({ ctx, input })).toEqual(made)
    expect(await updateProject({ ctx, input: { ...input, name: 'Summer' } })).toMatchObject({ name: 'Summer' })
    await updateProject({ ctx, input: { ...input, name: 'Summer' } })
    await removeProject({ ctx, input })
    await expect(getProject({ ctx, input })).rejects.toThrow(NotFoundError)
    const target = { type: 'Project', id: made.id }
    const common = { target, actorId: ctx.actor.userId, requestId: ctx.requestId }
    const { items } = await listAudit({ ctx, input: {} })
    expect(items).toMatchObject([
      { ...common, action: 'projects.remove', before: { name: 'Summer' }, after: null },
      {
        ...common,
        action: 'projects.update',
        before: { name: 'Spring' },
        after: { name: 'Summer' },
        changedPaths: ['name'],
      },
      { ...common, action: 'projects.create', before: null, after: { name: 'Spring', description: '' } },
    ])
  })

  test('a name is taken once in an organization, and another one has its own', async () => {
    const [one, other] = [await begin(), await begin()]
    await createProject({ ctx: one.ctx, input: { name: 'Spring' } })
    await createProject({ ctx: other.ctx, input: { name: 'Spring' } })
    const second = await createProject({ ctx: one.ctx, input: { name: 'Summer' } })
    const taken = { code: 'CONFLICT', fields: { name: [expect.stringContaining('taken')] } }
    await expect(createProject({ ctx: one.ctx, input: { name: 'Spring' } })).rejects.toMatchObject(taken)
    const rename = { projectId: second.id, name: 'Spring' }
    await expect(updateProject({ ctx: one.ctx, input: rename })).rejects.toMatchObject(taken)
    expect((await listAudit({ ctx: one.ctx, input: {} })).items).toHaveLength(2)
  })

  test('pages by name show each once; a foreign cursor is invalid', async () => {
    const { ctx } = await begin()
    const names = ['d', 'a', 'c', 'e', 'b']
    for (const name of names) await createProject({ ctx, input: { name } })
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await listProjects({ ctx, input: { limit: 2, cursor } })
      seen.push(...page.items.map(({ name }) => name))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toEqual(names.toSorted())
    await expect(listProjects({ ctx, input: { cursor: 'x' } })).rejects.toThrow(InvalidInputError)
  })

  test('what still holds something is not deleted', async () => {
    const { ctx, agentId } = await begin()
    const { id: projectId } = await createProject({ ctx, input: { name: 'Full' } })
    await Agent.updateOne({ _id: agentId }, { $set: { projectId } })
    await expect(removeProject({ ctx, input: { projectId } })).rejects.toThrow(ConflictError)
    expect(await getProject({ ctx, input: { projectId } })).toMatchObject({ name: 'Full' })
  })
})

describe('audit.list', () => {
  test('filters by action, target, actor and time, and pages', async () => {
    const { ctx, organizationId } = await begin()
    const colleague = createWriteContext(await createMember(organizationId, 'admin'))
    const first = await createProject({ ctx, input: { name: 'One' } })
    const second = await createProject({ ctx: colleague, input: { name: 'Two' } })
    await updateProject({ ctx, input: { projectId: second.id, description: 'Mine' } })
    const count = async (input: Parameters<typeof listAudit>[0]['input']) =>
      (await listAudit({ ctx, input })).items.length
    expect(await count({})).toBe(3)
    expect(await count({ action: 'projects.create' })).toBe(2)
    expect(await count({ targetId: first.id })).toBe(1)
    expect(await count({ targetType: 'Agent' })).toBe(0)
    expect(await count({ actorId: colleague.actor.userId })).toBe(1)
    expect(await count({ to: '2020-01-01T00:00:00Z' })).toBe(0)
    expect(await count({ from: '2020-01-01T00:00:00Z' })).toBe(3)
    const page = await listAudit({ ctx, input: { limit: 2 } })
    const rest = await listAudit({ ctx, input: { limit: 2, cursor: page.nextCursor } })
    expect([...page.items, ...rest.items].map(({ action }) => action)).toEqual([
      'projects.update',
      'projects.create',
      'projects.create',
    ])
    expect(rest.nextCursor).toBeNull()
  })

  test("is for admins and owners, of their own organization's", async () => {
    const { ctx, organizationId } = await begin()
    await createProject({ ctx, input: { name: 'One' } })
    for (const role of ['member', 'viewer'] as const) {
      const member = createWriteContext(await createMember(organizationId, role))
      await expect(listAudit({ ctx: member, input: {} })).rejects.toThrow(ForbiddenError)
    }
    expect((await listAudit({ ctx: (await begin()).ctx, input: {} })).items).toEqual([])
  })

  test('an event that cannot be written undoes its change', async () => {
    const { ctx, organizationId } = await begin()
    const broken = { ...ctx, requestId: '' }
    await expect(createProject({ ctx: broken, input: { name: 'One' } })).rejects.toThrow()
    expect(await Project.countDocuments({ organizationId })).toBe(0)
    expect(await AuditEvent.countDocuments({ organizationId })).toBe(0)
  })
})
