import { z } from 'zod'
import { functionCallIdContract, platformContract } from './integration.ts'
import { idContract } from './scalars.ts'

/** What a platform is called and what connecting it means, in words for the person who decides. */
export const platformInfoContract = z.object({
  platform: platformContract,
  name: z.string(),
  /** What will be read. */
  reads: z.array(z.string()),
  /** What will never be done. */
  neverDoes: z.array(z.string()),
  /** True while it is served by the sandbox: real protocols, made-up data. */
  isSandbox: z.boolean(),
})

/** Asks for a connection in the conversation; the same card stays while it is made. */
export const connectCardContract = platformInfoContract.extend({
  kind: z.literal('connect'),
  functionCallId: functionCallIdContract,
  reason: z.enum(['not_connected', 'expired', 'missing_scope', 'choose_account']),
  /** The connection to make again in its place. */
  integrationId: idContract.optional(),
})

/** Says what went wrong with a function, and what to do. */
export const errorCardContract = z.object({
  kind: z.literal('error'),
  functionCallId: functionCallIdContract,
  code: z.string(),
  userMessage: z.string(),
})

/** The value of a message part of type `card`. A part of type `chart` holds a Report. */
export const cardContract = z.discriminatedUnion('kind', [connectCardContract, errorCardContract])

export const platformListContract = z.array(platformInfoContract)

/** messages.decide: `decline` is Not now on a Connect card. */
export const decideMessageInput = z.strictObject({
  conversationId: idContract,
  messageId: idContract,
  functionCallId: functionCallIdContract,
  decision: z.enum(['decline']),
})

export type PlatformInfo = z.infer<typeof platformInfoContract>
export type ConnectCard = z.infer<typeof connectCardContract>
export type ErrorCard = z.infer<typeof errorCardContract>
export type Card = z.infer<typeof cardContract>
export type DecideMessageInput = z.infer<typeof decideMessageInput>
