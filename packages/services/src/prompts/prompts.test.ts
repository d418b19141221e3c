import { createTenant, createWriteContext } from '@parley/testing'
import { describe, expect, test } from 'vitest'
import { listAudit } from '../audit/list-audit.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import { createProject } from '../projects/create-project.ts'
import { removeProject } from '../projects/remove-project.ts'
import { createPrompt } from './create-prompt.ts'
import { getPrompt } from './get-prompt.ts'
import { listPrompts } from './list-prompts.ts'
import { removePrompt } from './remove-prompt.ts'
import { updatePrompt } from './update-prompt.ts'

async function begin() {
  const ctx = createWriteContext((await createTenant()).owner)
  const { id: projectId } = await createProject({ ctx, input: { name: 'Spring' } })
  return { ctx, projectId }
}

const variables = [{ name: 'product', type: 'string' as const, defaultValue: 'Tea' }]

describe('prompts', () => {
  test('are written, read, versioned and deleted', async () => {
    const { ctx, projectId } = await begin()
    const input = { title: 'Brief', content: 'About {{product}}', variables, projectId, tags: ['copy'] }
    const made = await createPrompt({ ctx, input })
    expect(made).toMatchObject({ ...input, version: 1, isTemplate: false })
    const ref = { promptId: made.id }
    expect(await getPrompt({ ctx, input: ref })).toEqual(made)
    expect(await updatePrompt({ ctx, input: { ...ref, isTemplate: true } })).toMatchObject({ version: 1 })
    expect(await updatePrompt({ ctx, input: { ...ref, content: 'New' } })).toMatchObject({
      version: 2,
      content: 'New',
      title: 'Brief',
      variables,
      isTemplate: true,
    })
    await removePrompt({ ctx, input: ref })
    await expect(getPrompt({ ctx, input: ref })).rejects.toThrow(NotFoundError)
  })

  test('the audit names what changed in a prompt and keeps none of its text', async () => {
    const { ctx, projectId } = await begin()
    await createPrompt({ ctx, input: { title: 'About Ada', content: 'Ada likes tea', projectId } })
    const { items } = await listAudit({ ctx, input: { action: 'prompts.create' } })
    expect(items).toMatchObject([{ after: { version: 1 }, changedPaths: expect.arrayContaining(['content', 'title']) }])
    expect(JSON.stringify(items)).not.toContain('Ada')
  })

  test('by project and by tag', async () => {
    const { ctx, projectId } = await begin()
    const other = await createProject({ ctx, input: { name: 'Summer' } })
    await createPrompt({ ctx, input: { title: 'B', content: 'x', projectId, tags: ['copy', 'ads'] } })
    await createPrompt({ ctx, input: { title: 'A', content: 'x', projectId: other.id, tags: ['copy'] } })
    const titles = async (input: Parameters<typeof listPrompts>[0]['input']) =>
      (await listPrompts({ ctx, input })).items.map(({ title }) => title)
    expect(await titles({})).toEqual(['A', 'B'])
    expect(await titles({ projectId })).toEqual(['B'])
    expect(await titles({ tag: 'copy' })).toEqual(['A', 'B'])
    expect(await titles({ tag: 'ads' })).toEqual(['B'])
    const page = await listPrompts({ ctx, input: { limit: 1 } })
    expect((await listPrompts({ ctx, input: { limit: 1, cursor: page.nextCursor } })).items[0]?.title).toBe('B')
  })

  test("a title is taken once; another tenant's project is not found; a project with prompts stays", async () => {
    const [one, other] = [await begin(), await begin()]
    const input = { title: 'Brief', content: 'x', projectId: one.projectId }
    await createPrompt({ ctx: one.ctx, input })
    await expect(createPrompt({ ctx: one.ctx, input })).rejects.toMatchObject({
      code: 'CONFLICT',
      fields: { title: [expect.any(String)] },
    })
    await expect(createPrompt({ ctx: other.ctx, input })).rejects.toThrow(NotFoundError)
    await expect(removeProject({ ctx: one.ctx, input: { projectId: one.projectId } })).rejects.toThrow(ConflictError)
  })
})
