import { Lead as LeadModel, type LeadRecord } from '@parley/db'
import type { Types } from 'mongoose'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { loadLead } from './load-lead.ts'
import { RECORDED } from './recorded.ts'

/** A lead that names no conversation yet names the one that was just begun with them. Takes part in a shared transaction. Throws NotFoundError. */
export async function noteFirstConversation(
  ctx: WriteContext,
  leadId: Types.ObjectId,
  conversationId: Types.ObjectId,
): Promise<void> {
  const change = { action: 'conversations.create', targetType: 'Lead', recorded: RECORDED }
  await auditedWrite<LeadRecord>(ctx, change, async (session) => {
    const before = await loadLead(ctx.actor, leadId.toHexString(), session)
    if (before.conversationId != null) return { before, after: before }
    const { _id, organizationId } = before
    const options = { session, returnDocument: 'after' as const }
    const after = await LeadModel.findOneAndUpdate(
      { _id, organizationId },
      { $set: { conversationId } },
      options,
    ).lean()
    return { before, after }
  })
}
