import type { CreateLeadInput, UpdateLeadInput } from '@parley/contracts'
import { given } from '../audit/given.ts'

/** What an input says of a lead, as it is stored. */
export function leadFields({ consentAt, campaign, ...fields }: CreateLeadInput | Omit<UpdateLeadInput, 'leadId'>) {
  return {
    ...given(fields),
    ...(consentAt !== undefined && { consentAt: consentAt === null ? null : new Date(consentAt) }),
    ...(campaign && { campaign: given(campaign) }),
  }
}
