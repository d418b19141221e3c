import { z } from 'zod'
import { functionCallIdContract, platformContract } from './integration.ts'
import { idContract, jsonContract } from './scalars.ts'
import { jsonSchemaContract } from './shared-things.ts'
import { TOOL_EFFECTS } from './tool.ts'

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

/** Asks before a tool with an effect runs; the same card tells what became of it. */
export const approveCardContract = z.object({
  kind: z.literal('approve'),
  functionCallId: functionCallIdContract,
  /** The tool's name and what it does, in the words of who made it. */
  title: z.string(),
  description: z.string(),
  effect: z.enum(TOOL_EFFECTS).exclude(['read']),
  /** The host that is called; absent where nothing leaves this server. */
  destination: z.string().optional(),
  /** What it would be called with: the model's words, or the person's once they edited them. */
  arguments: jsonContract,
  /** JSON Schema of the arguments, by which a form shows them. */
  parametersSchema: jsonSchemaContract,
})

/** Ends the `error` of a call with an effect that was begun and cut off: nobody can say whether it happened. */
export const OUTCOME_UNKNOWN = 'It is not known whether this was done.'

/** The value of a message part of type `card`. A part of type `chart` holds a Report. */
export const cardContract = z.discriminatedUnion('kind', [connectCardContract, approveCardContract, errorCardContract])

export const platformListContract = z.array(platformInfoContract)

/**
 * messages.decide. On a Connect card only `decline`, its Not now. On an Approve card `approve` runs the call as it stands, `edit` runs it
 * with other arguments, `decline` goes on without it.
 */
export const decideMessageInput = z
  .strictObject({
    conversationId: idContract,
    messageId: idContract,
    functionCallId: functionCallIdContract,
    decision: z.enum(['approve', 'edit', 'decline']),
    arguments: z.record(z.string(), jsonContract).optional(),
  })
  .refine(({ decision, arguments: edited }) => (decision === 'edit') === (edited !== undefined), {
    path: ['arguments'],
    message: 'Arguments go with edit, and only with it.',
  })

export type PlatformInfo = z.infer<typeof platformInfoContract>
export type ConnectCard = z.infer<typeof connectCardContract>
export type ApproveCard = z.infer<typeof approveCardContract>
export type ErrorCard = z.infer<typeof errorCardContract>
export type Card = z.infer<typeof cardContract>
export type DecideMessageInput = z.infer<typeof decideMessageInput>
