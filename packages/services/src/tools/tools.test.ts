import { assistantFunctions } from '@parley/assistant'
import { createToolInput } from '@parley/contracts'
import { Organization, Tool } from '@parley/db'
import { createTenant, createWriteContext } from '@parley/testing'
import { beforeEach, describe, expect, test } from 'vitest'
import { ConflictError, ForbiddenError, NotFoundError } from '../errors.ts'
import { createProject } from '../projects/create-project.ts'
import { removeProject } from '../projects/remove-project.ts'
import { createTool } from './create-tool.ts'
import { ensureSystemTools } from './ensure-system-tools.ts'
import { getTool } from './get-tool.ts'
import { listTools } from './list-tools.ts'
import { removeTool } from './remove-tool.ts'
import { updateTool } from './update-tool.ts'

beforeEach(ensureSystemTools)

const begin = async () => createWriteContext((await createTenant()).owner)

const input = {
  name: 'crm_search',
  displayName: 'CRM search',
  description: 'Finds a contact.',
  category: 'communication' as const,
  parametersSchema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
  implementation: { type: 'webhook' as const, handler: 'https://crm.test/search', config: { method: 'POST' as const } },
  effect: 'read' as const,
}

describe('system tools', () => {
  test("are the assistant's functions, made once; what this version has no more is not active", async () => {
    const gone = {
      ...input,
      name: 'gone',
      isSystemTool: true,
      implementation: { type: 'internal' as const, handler: 'g' },
    }
    await Tool.create([gone])
    await ensureSystemTools()
    const active = await Tool.find({ isSystemTool: true, isActive: true }).lean()
    expect(active.map(({ name }) => name).toSorted()).toEqual([...assistantFunctions.keys()].toSorted())
    expect(await Tool.findOne({ name: 'gone' }).lean()).toMatchObject({ isActive: false })
    await Tool.deleteMany({ name: 'gone' })
  })

  test('are read by all and changed by nobody', async () => {
    const ctx = await begin()
    const { items } = await listTools({ ctx, input: { category: 'data' } })
    expect(items.find(({ name }) => name === 'run_report')).toMatchObject({
      displayName: 'Run report',
      isSystemTool: true,
      effect: 'read',
      parametersSchema: { type: 'object' },
      implementation: { type: 'internal', handler: 'run_report' },
    })
    const ref = { toolId: items[0]?.id ?? '' }
    await expect(updateTool({ ctx, input: { ...ref, isActive: false } })).rejects.toThrow(ForbiddenError)
    await expect(removeTool({ ctx, input: ref })).rejects.toThrow(ForbiddenError)
  })
})

describe('own tools', () => {
  test('a demo has tools that compute, none that send something elsewhere', async () => {
    const ctx = await begin()
    await Organization.updateOne({ _id: ctx.actor.organizationId }, { $set: { demoExpiresAt: new Date() } })
    await expect(createTool({ ctx, input })).rejects.toThrow(ForbiddenError)
    const implementation = { type: 'code' as const, handler: 'function handler() { return 1 }' }
    const { id: toolId } = await createTool({ ctx, input: { ...input, implementation } })
    const outwards = { toolId, implementation: input.implementation }
    await expect(updateTool({ ctx, input: outwards })).rejects.toThrow(ForbiddenError)
    expect(await updateTool({ ctx, input: { toolId, isActive: false } })).toMatchObject({ isActive: false })
  })

  test('are made, read, changed and deleted', async () => {
    const ctx = await begin()
    const made = await createTool({ ctx, input })
    expect(made).toMatchObject({ ...input, isSystemTool: false, isActive: true, returnSchema: null, projectId: null })
    const ref = { toolId: made.id }
    expect(await getTool({ ctx, input: ref })).toEqual(made)
    expect(await updateTool({ ctx, input: { ...ref, effect: 'write' } })).toMatchObject({ ...input, effect: 'write' })
    expect((await listTools({ ctx, input: { category: 'communication' } })).items.map(({ id }) => id)).toEqual([
      made.id,
    ])
    await removeTool({ ctx, input: ref })
    await expect(getTool({ ctx, input: ref })).rejects.toThrow(NotFoundError)
  })

  test('a name is taken once, and a system tool has its own', async () => {
    const ctx = await begin()
    await createTool({ ctx, input })
    await createTool({ ctx: await begin(), input })
    const taken = { code: 'CONFLICT', fields: { name: [expect.any(String)] } }
    await expect(createTool({ ctx, input })).rejects.toMatchObject(taken)
    await expect(createTool({ ctx, input: { ...input, name: 'run_report' } })).rejects.toMatchObject(taken)
  })

  test('schemas are JSON Schemas, and projects the own ones', async () => {
    const ctx = await begin()
    const wrong = { ...input, parametersSchema: { type: 'object', required: 'query' } }
    await expect(createTool({ ctx, input: wrong })).rejects.toMatchObject({
      fields: { 'parametersSchema.required': ['must be array'] },
    })
    const { id: projectId } = await createProject({ ctx, input: { name: 'Spring' } })
    await expect(createTool({ ctx: await begin(), input: { ...input, projectId } })).rejects.toThrow(NotFoundError)
    await createTool({ ctx, input: { ...input, projectId } })
    expect((await listTools({ ctx, input: { projectId } })).items).toMatchObject([{ name: 'crm_search', projectId }])
    await expect(removeProject({ ctx, input: { projectId } })).rejects.toThrow(ConflictError)
  })

  test.each([
    ['http', { type: 'webhook', handler: 'http://crm.test/search' }, 'handler'],
    ['no address', { type: 'external_api', handler: 'crm' }, 'handler'],
    ['a file', { type: 'webhook', handler: 'file:///etc/passwd' }, 'handler'],
    ['a password', { type: 'webhook', handler: 'https://me:secret@crm.test/' }, 'handler'],
    ['a webhook that is read', { type: 'webhook', handler: 'https://crm.test/', config: { method: 'GET' } }, 'config'],
    ['code with an address', { type: 'code', handler: 'const handler = () => 1', config: { method: 'GET' } }, 'config'],
  ] as const)('%s is refused', async (_name, implementation, field) => {
    const ctx = await begin()
    const refused = { code: 'BAD_REQUEST', fields: { [`implementation.${field}`]: [expect.any(String)] } }
    await expect(createTool({ ctx, input: { ...input, implementation } })).rejects.toMatchObject(refused)
    const { id: toolId } = await createTool({ ctx, input })
    await expect(updateTool({ ctx, input: { toolId, implementation } })).rejects.toMatchObject(refused)
  })

  test('no header holds a secret, or what frames a request', () => {
    const withHeader = (name: string, value = 'x') => ({
      ...input,
      implementation: { ...input.implementation, config: { headers: { [name]: value } } },
    })
    for (const name of ['Authorization', 'Cookie', 'X-Api-Key', 'Host', 'Content-Length', 'Parley-Signature', 'a b'])
      expect(createToolInput.safeParse(withHeader(name)).success, name).toBe(false)
    expect(createToolInput.safeParse(withHeader('x-team', 'a\r\nb: c')).success).toBe(false)
    expect(createToolInput.safeParse(withHeader('x-team')).success).toBe(true)
  })
})
