import type { Prompt, PromptRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { loadPrompt } from './load-prompt.ts'
import { promptFromRecord } from './prompt-view.ts'

/** One prompt of the organization. */
export async function getPrompt({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: PromptRefInput
}): Promise<Prompt> {
  return promptFromRecord(await loadPrompt(ctx.actor, input.promptId))
}
