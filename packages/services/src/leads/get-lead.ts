import type { Lead, LeadRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { leadFromRecord } from './lead-view.ts'
import { loadLead } from './load-lead.ts'

/** One lead of the organization. */
export async function getLead({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: LeadRefInput
}): Promise<Lead> {
  return leadFromRecord(await loadLead(ctx.actor, input.leadId))
}
