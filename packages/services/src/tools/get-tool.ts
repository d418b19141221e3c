import type { Tool, ToolRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { loadTool } from './load-tool.ts'
import { toolFromRecord } from './tool-view.ts'

/** One tool of the organization. */
export async function getTool({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ToolRefInput
}): Promise<Tool> {
  return toolFromRecord(await loadTool(ctx.actor, input.toolId))
}
