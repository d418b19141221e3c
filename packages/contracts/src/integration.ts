import { z } from 'zod'
import { idContract, instantContract } from './scalars.ts'

/** Where data comes from. A platform is here when its connector is. */
export const PLATFORMS = ['google_analytics'] as const
export const INTEGRATION_STATUSES = ['active', 'expired', 'revoked', 'error'] as const
export const ATTEMPT_STATUSES = ['pending', 'choose_account', 'completed', 'failed', 'expired'] as const

export const platformContract = z.enum(PLATFORMS)

/** The provider's own id of an account (a GA4 property, an ads account): never interpreted, only handed back. */
export const accountIdContract = z.string().min(1).max(200)

/** The function call of a message that asked for a connection. */
export const functionCallIdContract = z.string().min(1).max(200)

/** One account a connection can read. `currency` is ISO 4217, `timeZone` an IANA name; amounts and days are in them. */
export const connectedAccountContract = z.object({
  accountId: accountIdContract,
  name: z.string(),
  managerId: accountIdContract.optional(),
  currency: z.string(),
  timeZone: z.string(),
})

/** A connection, as integrations.list gives it: never a token. `account` is the chosen one; `expiresAt` is the access token's. */
export const integrationContract = z.object({
  id: idContract,
  platform: platformContract,
  status: z.enum(INTEGRATION_STATUSES),
  isConnected: z.boolean(),
  account: connectedAccountContract.optional(),
  accounts: z.array(connectedAccountContract),
  scope: z.array(z.string()),
  connectedAt: instantContract,
  expiresAt: instantContract.optional(),
  lastSyncedAt: instantContract.optional(),
  isSandbox: z.boolean(),
  /** What is wrong and what to do, where status is not active. */
  errorMessage: z.string().optional(),
})

export const integrationListContract = z.array(integrationContract)

/** integrations.test, integrations.disconnect. */
export const integrationRefInput = z.strictObject({ integrationId: idContract })

export const testIntegrationOutput = z.object({
  ok: z.boolean(),
  latencyMs: z.number().nonnegative(),
  userMessage: z.string().optional(),
})

/** integrations.connect: with integrationId it reconnects in place; the other three name the function call that waits for it. */
export const connectIntegrationInput = z
  .strictObject({
    platform: platformContract,
    integrationId: idContract.optional(),
    conversationId: idContract.optional(),
    messageId: idContract.optional(),
    functionCallId: functionCallIdContract.optional(),
  })
  .refine((input) => input.messageId === undefined || input.conversationId !== undefined, {
    message: 'A message is named with its conversation.',
    path: ['conversationId'],
  })
  .refine((input) => input.functionCallId === undefined || input.messageId !== undefined, {
    message: 'A function call is named with its message.',
    path: ['messageId'],
  })

/** Open `authorizationUrl` in a popup or the same tab, then ask getAttempt (or events.watch) how it went. */
export const connectIntegrationOutput = z.object({ attemptId: idContract, authorizationUrl: z.url() })

export const attemptRefInput = z.strictObject({ attemptId: idContract })

/** integrations.getAttempt. `accounts` is there to choose from; `error` where it failed. */
export const oauthAttemptContract = z.object({
  status: z.enum(ATTEMPT_STATUSES),
  accounts: z.array(connectedAccountContract.pick({ accountId: true, name: true })).optional(),
  integrationId: idContract.optional(),
  error: z.object({ code: z.string(), userMessage: z.string() }).optional(),
})

/** integrations.selectAccount: for the attempt that waits for the choice, or later for the connection itself. */
export const selectAccountInput = z
  .strictObject({
    attemptId: idContract.optional(),
    integrationId: idContract.optional(),
    accountId: accountIdContract,
  })
  .refine((input) => (input.attemptId === undefined) !== (input.integrationId === undefined), {
    message: 'Name the attempt or the connection, one of the two.',
    path: ['attemptId'],
  })

/** revokedAtProvider is false where the provider could not be told; the tokens are wiped here either way. */
export const disconnectIntegrationOutput = z.object({ revokedAtProvider: z.boolean() })

export type PlatformName = z.infer<typeof platformContract>
export type IntegrationStatus = (typeof INTEGRATION_STATUSES)[number]
export type AttemptStatus = (typeof ATTEMPT_STATUSES)[number]
export type ConnectedAccount = z.infer<typeof connectedAccountContract>
export type Integration = z.infer<typeof integrationContract>
export type IntegrationRefInput = z.infer<typeof integrationRefInput>
export type IntegrationTest = z.infer<typeof testIntegrationOutput>
export type ConnectIntegrationInput = z.infer<typeof connectIntegrationInput>
export type StartedConnection = z.infer<typeof connectIntegrationOutput>
export type AttemptRefInput = z.infer<typeof attemptRefInput>
export type OAuthAttemptState = z.infer<typeof oauthAttemptContract>
export type SelectAccountInput = z.infer<typeof selectAccountInput>
export type DisconnectedIntegration = z.infer<typeof disconnectIntegrationOutput>
