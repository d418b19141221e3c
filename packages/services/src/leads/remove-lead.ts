import type { Lead, LeadRefInput } from '@parley/contracts'
import { Conversation, Lead as LeadModel, type LeadRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { leadFromRecord } from './lead-view.ts'
import { loadLead } from './load-lead.ts'
import { RECORDED } from './recorded.ts'

/** Deletes a lead for good, as they may ask for; their conversations stay, without it. */
export async function removeLead({ ctx, input }: { ctx: WriteContext; input: LeadRefInput }): Promise<Lead> {
  requireAdmin(ctx.actor)
  const change = { action: 'leads.remove', targetType: 'Lead', recorded: RECORDED }
  const removed = await auditedWrite<LeadRecord>(ctx, change, async (session) => {
    const before = await loadLead(ctx.actor, input.leadId, session)
    const { _id, organizationId } = before
    await LeadModel.deleteOne({ _id, organizationId }, { session })
    await Conversation.updateMany({ organizationId, leadId: _id }, { $unset: { leadId: 1 } }, { session })
    return { before, after: null }
  })
  return leadFromRecord(removed)
}
