import type { Prompt, PromptRefInput } from '@parley/contracts'
import { Prompt as PromptModel, type PromptRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { loadPrompt } from './load-prompt.ts'
import { promptFromRecord } from './prompt-view.ts'
import { RECORDED } from './recorded.ts'

/** Deletes a prompt. */
export async function removePrompt({ ctx, input }: { ctx: WriteContext; input: PromptRefInput }): Promise<Prompt> {
  requireAdmin(ctx.actor)
  const change = { action: 'prompts.remove', targetType: 'Prompt', recorded: RECORDED }
  const removed = await auditedWrite<PromptRecord>(ctx, change, async (session) => {
    const before = await loadPrompt(ctx.actor, input.promptId, session)
    await PromptModel.deleteOne({ _id: before._id, organizationId: before.organizationId }, { session })
    return { before, after: null }
  })
  return promptFromRecord(removed)
}
