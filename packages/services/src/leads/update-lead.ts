import type { Lead, UpdateLeadInput } from '@parley/contracts'
import { Lead as LeadModel, type LeadRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { objectId } from '../object-id.ts'
import { leadFields } from './lead-fields.ts'
import { leadFromRecord } from './lead-view.ts'
import { linkConversation, unlinkConversation } from './link-conversation.ts'
import { loadLead } from './load-lead.ts'
import { RECORDED } from './recorded.ts'

/** Changes a lead; a campaign replaces the former one, and so does a conversation. */
export async function updateLead({ ctx, input }: { ctx: WriteContext; input: UpdateLeadInput }): Promise<Lead> {
  requireAdmin(ctx.actor)
  const { leadId, ...changes } = input
  const change = { action: 'leads.update', targetType: 'Lead', recorded: RECORDED }
  const changed = await auditedWrite<LeadRecord>(ctx, change, async (session) => {
    const before = await loadLead(ctx.actor, leadId, session)
    if (changes.conversationId !== undefined) await relink(before, changes.conversationId, session)
    const after = await LeadModel.findOneAndUpdate(
      { _id: before._id, organizationId: before.organizationId },
      { $set: leadFields(changes) },
      { session, returnDocument: 'after' },
    ).lean()
    return { before, after }
  })
  return leadFromRecord(changed)
}

async function relink(lead: LeadRecord, conversationId: string | null, session: ClientSession): Promise<void> {
  const former = lead.conversationId
  if (former != null && former.toHexString() !== conversationId) await unlinkConversation(lead, former, session)
  if (conversationId !== null) await linkConversation(lead, objectId(conversationId), session)
}
