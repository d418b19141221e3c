import type { CreatePromptInput, Prompt } from '@parley/contracts'
import { Prompt as PromptModel, type PromptRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { loadProject } from '../projects/load-project.ts'
import { promptFromRecord } from './prompt-view.ts'
import { RECORDED } from './recorded.ts'

/** Writes a prompt into a project; its title is taken once in the organization. */
export async function createPrompt({ ctx, input }: { ctx: WriteContext; input: CreatePromptInput }): Promise<Prompt> {
  requireAdmin(ctx.actor)
  const change = { action: 'prompts.create', targetType: 'Prompt', recorded: RECORDED }
  const made = await auditedWrite<PromptRecord>(ctx, change, async (session) => {
    const { _id: projectId, organizationId } = await loadProject(ctx.actor, input.projectId, session)
    const [prompt] = await PromptModel.create([{ ...given(input), projectId, organizationId }], { session })
    return { before: null, after: prompt?.toObject() ?? null }
  })
  return promptFromRecord(made)
}
