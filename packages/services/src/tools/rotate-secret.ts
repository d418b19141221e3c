import type { SigningSecret, ToolRefInput } from '@parley/contracts'
import { Tool, type ToolRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite } from '../audit/audited-write.ts'
import { InvalidInputError } from '../errors.ts'
import { loadOwnTool } from './load-own-tool.ts'
import { RECORDED } from './recorded.ts'
import { makeSigningSecret, type ToolWriteContext } from './signing-secret.ts'

/**
 * Gives a webhook another secret, from its next request on, and shows it this once. Every webhook has one from its beginning, which is
 * known to nobody until this. InvalidInputError for another kind of tool.
 */
export async function rotateSecret({
  ctx,
  input,
}: {
  ctx: ToolWriteContext
  input: ToolRefInput
}): Promise<SigningSecret> {
  requireAdmin(ctx.actor)
  let shown = ''
  const change = { action: 'tools.rotateSecret', targetType: 'Tool', recorded: RECORDED }
  await auditedWrite<ToolRecord>(ctx, change, async (session) => {
    const { _id, organizationId, implementation } = await loadOwnTool(ctx.actor, input.toolId, session)
    if (implementation.type !== 'webhook') {
      throw new InvalidInputError('Not a webhook', 'Only requests of a webhook are signed.')
    }
    const { secret, signingSecret } = makeSigningSecret(ctx.keys, _id)
    shown = secret
    const own = { _id, organizationId }
    const before = await Tool.findOne(own, '+signingSecret', { session }).lean()
    const after = await Tool.findOneAndUpdate(
      own,
      { $set: { signingSecret } },
      { session, returnDocument: 'after', projection: '+signingSecret' },
    ).lean()
    return { before, after }
  })
  return { signingSecret: shown }
}
