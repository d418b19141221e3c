import { z } from 'zod'

/**
 * What POST /settings takes. The lasting modes hold for the next `times` requests to the data APIs, or until `normal`; `expired` (every
 * access token is void) and `revoked` (every grant is) happen once.
 */
export const modeRequest = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('normal') }),
  z.strictObject({
    mode: z.literal('slow'),
    delayMs: z.int().min(0).max(120_000).default(3_000),
    times: z.int().min(1).optional(),
  }),
  z.strictObject({ mode: z.literal('unauthorized'), times: z.int().min(1).optional() }),
  z.strictObject({
    mode: z.literal('rate_limited'),
    retryAfterSeconds: z.int().min(0).max(3_600).default(30),
    times: z.int().min(1).optional(),
  }),
  z.strictObject({ mode: z.literal('unavailable'), times: z.int().min(1).optional() }),
  z.strictObject({ mode: z.literal('missing_scope'), times: z.int().min(1).optional() }),
  z.strictObject({ mode: z.literal('expired') }),
  z.strictObject({ mode: z.literal('revoked') }),
])

export type SandboxMode = z.infer<typeof modeRequest>
