import { z } from 'zod'
import { idContract, instantContract } from './scalars.ts'

export const ERASURE_KINDS = ['account', 'organization'] as const

const count = z.int().nonnegative()

/** What an erasure removed. `signature` is HMAC-SHA256, hexadecimal, over a JSON array of the other fields' values in this order, counts by name. */
export const erasureReceiptContract = z.object({
  version: z.literal(1),
  id: idContract,
  kind: z.enum(ERASURE_KINDS),
  /** Keyed hash of the id of who or what was erased. */
  subject: z.string(),
  startedAt: instantContract,
  completedAt: instantContract,
  /** Records removed or made anonymous, by collection. */
  counts: z.record(z.string(), count),
  /** Grants taken back at their platforms; pending ones are tried again. */
  revocations: z.object({ done: count, pending: count }),
  /** The last look at the whole database: how many records were read, and how many still named the person. */
  proof: z.object({ documents: count, left: z.literal(0) }),
  keyId: z.string(),
  signature: z.string(),
})

export type ErasureReceipt = z.infer<typeof erasureReceiptContract>
