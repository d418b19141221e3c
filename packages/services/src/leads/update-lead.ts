import type { Lead, UpdateLeadInput } from '@parley/contracts'
import { Lead as LeadModel, type LeadRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { leadFields } from './lead-fields.ts'
import { leadFromRecord } from './lead-view.ts'
import { loadLead } from './load-lead.ts'
import { RECORDED } from './recorded.ts'
import { requireConversation } from './require-conversation.ts'

/** Changes a lead; a campaign replaces the former one. */
export async function updateLead({ ctx, input }: { ctx: WriteContext; input: UpdateLeadInput }): Promise<Lead> {
  requireAdmin(ctx.actor)
  const { leadId, ...changes } = input
  const change = { action: 'leads.update', targetType: 'Lead', recorded: RECORDED }
  const changed = await auditedWrite<LeadRecord>(ctx, change, async (session) => {
    const before = await loadLead(ctx.actor, leadId, session)
    await requireConversation(ctx.actor, changes.conversationId, session)
    const after = await LeadModel.findOneAndUpdate(
      { _id: before._id, organizationId: before.organizationId },
      { $set: leadFields(changes) },
      { session, returnDocument: 'after' },
    ).lean()
    return { before, after }
  })
  return leadFromRecord(changed)
}
