import type { Prompt, UpdatePromptInput } from '@parley/contracts'
import { Prompt as PromptModel, type PromptRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { given } from '../audit/given.ts'
import { loadProject } from '../projects/load-project.ts'
import { loadPrompt } from './load-prompt.ts'
import { promptFromRecord } from './prompt-view.ts'
import { RECORDED } from './recorded.ts'

/** Changes a prompt. Another content or other variables make a new version. */
export async function updatePrompt({ ctx, input }: { ctx: WriteContext; input: UpdatePromptInput }): Promise<Prompt> {
  requireAdmin(ctx.actor)
  const { promptId, projectId, ...changes } = input
  const change = { action: 'prompts.update', targetType: 'Prompt', recorded: RECORDED }
  const changed = await auditedWrite<PromptRecord>(ctx, change, async (session) => {
    const before = await loadPrompt(ctx.actor, promptId, session)
    const project = projectId === undefined ? null : await loadProject(ctx.actor, projectId, session)
    const isNewVersion = changes.content !== undefined || changes.variables !== undefined
    const after = await PromptModel.findOneAndUpdate(
      { _id: before._id, organizationId: before.organizationId },
      {
        $set: { ...given(changes), ...(project && { projectId: project._id }) },
        ...(isNewVersion && { $inc: { version: 1 } }),
      },
      { session, returnDocument: 'after' },
    ).lean()
    return { before, after }
  })
  return promptFromRecord(changed)
}
