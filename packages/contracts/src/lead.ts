import { z } from 'zod'
import { pageContract } from './paging.ts'
import { idContract, instantContract } from './scalars.ts'
import { changesSomething, NOTHING_TO_CHANGE, pageInput, sharedNameContract } from './shared-things.ts'

const emailContract = z.string().trim().toLowerCase().max(254).pipe(z.email('This is not an e-mail address.'))
const markContract = z.string().trim().min(1).max(200).optional()

/** Where a lead came from: the utm parameters and click ids of the address. */
const campaignContract = z.strictObject({
  utmSource: markContract,
  utmMedium: markContract,
  utmCampaign: markContract,
  utmTerm: markContract,
  utmContent: markContract,
  gclid: markContract,
  fbclid: markContract,
  msclkid: markContract,
})

/** Someone who may become a customer. `consentAt` is when they allowed to be written to; null when they did not. */
export const leadContract = z.object({
  id: idContract,
  email: z.string(),
  name: z.string(),
  source: z.string(),
  crmContactId: z.string().nullable(),
  consentAt: instantContract.nullable(),
  /** Where they were won, else the first one had with them; null for those of a form until then. */
  conversationId: idContract.nullable(),
  campaign: campaignContract,
  createdAt: instantContract,
  updatedAt: instantContract,
})

export const leadPageContract = pageContract(leadContract)
export const leadRefInput = z.strictObject({ leadId: idContract })
export const listLeadsInput = z.strictObject({ email: emailContract.optional(), ...pageInput })
export const createLeadInput = z.strictObject({
  email: emailContract,
  name: sharedNameContract,
  source: z.string().trim().min(1).max(200),
  crmContactId: z.string().trim().min(1).max(200).nullable().optional(),
  consentAt: instantContract.nullable().optional(),
  /** One of the organization's that is no other lead's; it is this lead's from then on. */
  conversationId: idContract.nullable().optional(),
  campaign: campaignContract.optional(),
})
export const updateLeadInput = createLeadInput
  .partial()
  .extend({ leadId: idContract })
  .refine(changesSomething, NOTHING_TO_CHANGE)

/** What a form of a site sends to POST /api/leads. */
export const captureLeadInput = z.strictObject({
  email: emailContract,
  name: sharedNameContract.regex(/^\P{Cc}*$/u, 'Write the name on one line.'),
  consent: z.literal(true, 'We may only write to you if you agree.'),
  campaign: campaignContract.optional(),
  /** Shown to nobody: what is filled in here was no person. */
  website: z.string().max(500).optional(),
})

export type Lead = z.infer<typeof leadContract>
export type LeadPage = z.infer<typeof leadPageContract>
export type LeadRefInput = z.infer<typeof leadRefInput>
export type ListLeadsInput = z.infer<typeof listLeadsInput>
export type CreateLeadInput = z.infer<typeof createLeadInput>
export type UpdateLeadInput = z.infer<typeof updateLeadInput>
export type CaptureLeadInput = z.infer<typeof captureLeadInput>
