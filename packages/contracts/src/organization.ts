import { z } from 'zod'
import { friendlyNameContract } from './deployment.ts'
import { roleContract } from './member.ts'
import { pageContract } from './paging.ts'
import { retentionChangeContract, retentionContract } from './retention.ts'
import { idContract, instantContract, usdContract } from './scalars.ts'
import { descriptionContract, NOTHING_TO_CHANGE, pageInput, sharedNameContract } from './shared-things.ts'

const usdPerMillionContract = z.number().nonnegative().max(1_000_000)

/** What an organization pays for a model, in US dollars for a million tokens, to the millionth of a dollar. */
const priceOverrideContract = z.strictObject({
  /** As its provider calls it; a name without a date stands for the dated ones too. */
  model: z.string().trim().min(1).max(200),
  inputUsdPerMillion: usdPerMillionContract,
  outputUsdPerMillion: usdPerMillionContract,
})

/** How many people and agents an organization may have, and what its models may cost in a month; null: no limit. */
const limitsContract = z.object({
  members: z.int().nullable(),
  agents: z.int().nullable(),
  monthlyCostUsd: usdContract.nullable(),
})

const countLimitContract = z.int().min(1).max(1_000_000).nullable().optional()

/** A change of them: what is not named stays. A limit below what is there already takes nothing away. */
const limitsChangeContract = z.strictObject({
  members: countLimitContract,
  agents: countLimitContract,
  /** 0: no model is asked. */
  monthlyCostUsd: z.number().nonnegative().max(1_000_000_000).nullable().optional(),
})

/** The organization the session acts in. */
export const organizationContract = z.object({
  id: idContract,
  name: z.string(),
  slug: z.string(),
  description: z.string(),
  ownerId: idContract.nullable(),
  /** An IANA name; dates of answers are in it. */
  timeZone: z.string(),
  /** Who answers a conversation that names no agent; null: the oldest active one. */
  defaultAgentId: idContract.nullable(),
  demoExpiresAt: instantContract.nullable(),
  /** How long what is kept. */
  retention: retentionContract,
  /** Prices that stand before the price list's where the cost of a model is worked out. */
  priceOverrides: z.array(priceOverrideContract),
  limits: limitsContract,
  /** While it is on nothing is archived, removed or erased by policy. */
  legalHold: z.boolean(),
  /** When it was deleted; it can be restored for retention.purgeAfterDays. */
  deletedAt: instantContract.nullable(),
})

/** organizations.list: those the person belongs to. `isActive`: the session acts in it. */
export const organizationPageContract = pageContract(
  organizationContract.extend({ role: roleContract, isActive: z.boolean() }),
)
export const listOrganizationsInput = z.strictObject(pageInput)
export const organizationRefInput = z.strictObject({ organizationId: idContract })
export const createOrganizationInput = z.strictObject({
  name: sharedNameContract,
  description: descriptionContract.optional(),
  /** Those of personal organizations are kept for them: a sign-in finds its own by it. */
  slug: friendlyNameContract.refine(
    (slug) => !slug.startsWith('personal-'),
    'Choose a name without personal- before it.',
  ),
})
export const updateOrganizationInput = z
  .strictObject({
    name: sharedNameContract.optional(),
    description: descriptionContract.optional(),
    timeZone: z.string().refine(isTimeZone, 'This is no time zone; an example is Europe/Berlin.').optional(),
    defaultAgentId: idContract.nullable().optional(),
    retention: retentionChangeContract.optional(),
    /** All of them: a model that is not named has the price list's. They hold for what begins from now on. */
    priceOverrides: z
      .array(priceOverrideContract)
      .max(100)
      .refine((prices) => new Set(prices.map(({ model }) => model)).size === prices.length, 'Name each model once.')
      .optional(),
    /** Owners only. */
    limits: limitsChangeContract.optional(),
    /** Owners only. */
    legalHold: z.boolean().optional(),
  })
  .refine((input) => Object.values(input).some((value) => value !== undefined), NOTHING_TO_CHANGE)

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format() !== ''
  } catch {
    return false
  }
}

export type PriceOverride = z.infer<typeof priceOverrideContract>
export type OrganizationLimits = z.infer<typeof limitsContract>
export type Organization = z.infer<typeof organizationContract>
export type OrganizationPage = z.infer<typeof organizationPageContract>
export type ListOrganizationsInput = z.infer<typeof listOrganizationsInput>
export type OrganizationRefInput = z.infer<typeof organizationRefInput>
export type CreateOrganizationInput = z.infer<typeof createOrganizationInput>
export type UpdateOrganizationInput = z.infer<typeof updateOrganizationInput>
