import type { CreateLeadInput, Lead } from '@parley/contracts'
import { Lead as LeadModel, type LeadRecord } from '@parley/db'
import { requireAdmin } from '../access/require-admin.ts'
import { auditedWrite, type WriteContext } from '../audit/audited-write.ts'
import { objectId } from '../object-id.ts'
import { leadFields } from './lead-fields.ts'
import { leadFromRecord } from './lead-view.ts'
import { linkConversation } from './link-conversation.ts'
import { RECORDED } from './recorded.ts'

/** Notes a lead, and in the conversation it names whose that is. The same address may come again, from another source. */
export async function createLead({ ctx, input }: { ctx: WriteContext; input: CreateLeadInput }): Promise<Lead> {
  requireAdmin(ctx.actor)
  const draft = { ...leadFields(input), organizationId: objectId(ctx.actor.organizationId) }
  const change = { action: 'leads.create', targetType: 'Lead', recorded: RECORDED }
  const made = await auditedWrite<LeadRecord>(ctx, change, async (session) => {
    const [lead] = await LeadModel.create([draft], { session })
    if (lead && input.conversationId != null) await linkConversation(lead, objectId(input.conversationId), session)
    return { before: null, after: lead?.toObject() ?? null }
  })
  return leadFromRecord(made)
}
