import { z } from 'zod'
import { pageContract } from './paging.ts'
import { idContract, instantContract, usdContract } from './scalars.ts'
import { pageInput } from './shared-things.ts'

export const USAGE_GROUPS = ['model', 'agent', 'user', 'day'] as const

const MAX_PERIOD_MS = 366 * 24 * 60 * 60 * 1000

/** What some calls of models used. `costUsd` is the known part where isCostPartial. */
const usageSumContract = z.object({
  calls: z.int().nonnegative(),
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  costUsd: usdContract,
  isCostPartial: z.boolean(),
})

/** What all of an organization spent in the calendar month of its time zone, up to 30 s ago, against its limit (null: none). */
const organizationSpendingContract = z.object({
  periodStart: instantContract,
  periodEnd: instantContract,
  limitUsd: usdContract.nullable(),
  spentUsd: usdContract,
})

/** usage.get: the signed-in person's calendar month (UTC) against their allowance. `remainingUsd` is below 0 when the last answer cost more than was left. */
export const usageContract = z.object({
  periodStart: instantContract,
  periodEnd: instantContract,
  allowanceUsd: usdContract,
  remainingUsd: z.number(),
  total: usageSumContract,
  models: z.array(usageSumContract.extend({ model: z.string() })),
  /** Of the organization the session acts in, for its admins and owners; null for others. */
  organization: organizationSpendingContract.nullable(),
})

/** One call of a model, from the ledger. `costUsd` is null where its price is not known. */
const usageRecordContract = z.object({
  id: idContract,
  at: instantContract,
  model: z.string(),
  purpose: z.enum(['answer', 'title']).nullable(),
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  costUsd: usdContract.nullable(),
  isEstimated: z.boolean(),
  agentId: idContract.nullable(),
  conversationId: idContract.nullable(),
  messageId: idContract.nullable(),
})

export const usageRecordPageContract = pageContract(usageRecordContract)
export const listUsageInput = z.strictObject(pageInput)

/** usage.summarize: what the organization used between two moments, by one thing; the costliest first, days in order. */
export const summarizeUsageInput = z
  .strictObject({
    /** Inclusive. */
    from: instantContract,
    /** Exclusive. */
    to: instantContract,
    groupBy: z.enum(USAGE_GROUPS),
    /** Only this model's calls. */
    model: z.string().min(1).max(200).optional(),
  })
  .refine(({ from, to }) => from < to, { message: 'The end must be after the beginning.', path: ['to'] })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= MAX_PERIOD_MS, {
    message: 'Choose at most a year.',
    path: ['to'],
  })

/** `key` is a model, an agent's or user's id, or a day (YYYY-MM-DD, UTC); null where the record names none. */
export const usageSummaryContract = z.object({
  total: usageSumContract,
  rows: z.array(usageSumContract.extend({ key: z.string().nullable() })),
})

export type Usage = z.infer<typeof usageContract>
export type UsageSum = z.infer<typeof usageSumContract>
export type UsageRecordView = z.infer<typeof usageRecordContract>
export type UsageRecordPage = z.infer<typeof usageRecordPageContract>
export type ListUsageInput = z.infer<typeof listUsageInput>
export type SummarizeUsageInput = z.infer<typeof summarizeUsageInput>
export type UsageSummary = z.infer<typeof usageSummaryContract>
