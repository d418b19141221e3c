import { consentWithoutBrowser, type SandboxPlatforms } from '@parley/sandbox/platforms'
import {
  type CompletedAttempt,
  completeAttempt,
  connectIntegration,
  type MemberContext,
  selectAccount,
} from '@parley/services'

export interface GoogleConsent {
  /** What integrations.connect is asked for besides the platform. */
  place?: { integrationId?: string; conversationId?: string; messageId?: string; functionCallId?: string }
  decision?: 'allow' | 'cancel'
  /** One of the sandbox's people; Anna has two properties, Kenji one. */
  person?: string
  scopes?: string[]
}

/** Goes through connect, consent and callback, as a browser of this person would. */
export async function consentToGoogle(
  ctx: MemberContext,
  platforms: SandboxPlatforms,
  { place = {}, decision = 'allow', person = 'sandbox-anna', scopes }: GoogleConsent = {},
): Promise<{ attemptId: string; completed: CompletedAttempt; callback: URL }> {
  const input = { platform: 'google_analytics' as const, ...place }
  const { attemptId, authorizationUrl } = await connectIntegration({ ctx, input })
  const callback = await consentWithoutBrowser(authorizationUrl, {
    via: platforms.url,
    decision,
    account: person,
    ...(scopes && { scopes }),
  })
  const completed = await completeAttempt({
    ctx,
    input: { platform: 'google_analytics', parameters: callback.searchParams },
  })
  return { attemptId, completed, callback }
}

/** A usable connection of this person to a property of the sandbox's; its id. */
export async function connectGoogle(
  ctx: MemberContext,
  platforms: SandboxPlatforms,
  { accountId = '401000001', ...consent }: GoogleConsent & { accountId?: string } = {},
): Promise<string> {
  const { attemptId } = await consentToGoogle(ctx, platforms, consent)
  return (await selectAccount({ ctx, input: { attemptId, accountId } })).id
}
