import { assistantFunctions } from '@parley/assistant'
import { Tool } from '@parley/db'

/** For every start: the assistant's functions as tools, as this version knows them; those it no longer has are not active. */
export async function ensureSystemTools(): Promise<void> {
  for (const { name, title, effect, tool } of assistantFunctions.values()) {
    const fields = {
      displayName: title,
      description: tool.function.description ?? name,
      category: 'data' as const,
      parametersSchema: tool.function.parameters,
      implementation: { type: 'internal' as const, handler: name },
      effect,
      isSystemTool: true,
      isActive: true,
    }
    await Tool.updateOne({ organizationId: null, name }, { $set: fields }, { upsert: true })
  }
  await Tool.updateMany(
    { isSystemTool: true, name: { $nin: [...assistantFunctions.keys()] } },
    { $set: { isActive: false } },
  )
}
