import type { AttemptRefInput, OAuthAttemptState } from '@parley/contracts'
import { OAuthAttempt, type OAuthAttemptRecord } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { accountsOf } from './integration-view.ts'
import { type ConnectionOwner, connectionOwner, loadIntegration } from './load-integration.ts'

export type AttemptRecord = Omit<OAuthAttemptRecord, 'codeVerifier'>

/** Throws NotFoundError alike for a missing and another person's. */
export async function loadAttempt(owner: ConnectionOwner, attemptId: string): Promise<AttemptRecord> {
  const { organizationId, userId } = owner
  const found = await OAuthAttempt.findOne({ _id: objectId(attemptId), organizationId, userId }).lean()
  if (!found) throw new NotFoundError('connection attempt')
  return found
}

/** How a consent stands. A pending one is expired once its ten minutes are over, whatever the record says. */
export async function getAttempt({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: AttemptRefInput
}): Promise<OAuthAttemptState> {
  const owner = connectionOwner(ctx.actor)
  const { status, error, integrationId, expiresAt } = await loadAttempt(owner, input.attemptId)
  const isOver = status === 'pending' && expiresAt <= ctx.now()
  const isStored = integrationId && (status === 'choose_account' || status === 'completed')
  const accounts =
    integrationId && status === 'choose_account'
      ? accountsOf(await loadIntegration(owner, integrationId.toHexString()))
      : undefined
  return {
    status: isOver ? 'expired' : status,
    ...(accounts && { accounts: accounts.map(({ accountId, name }) => ({ accountId, name })) }),
    ...(isStored && { integrationId: integrationId.toHexString() }),
    ...(error && { error: { code: error.code, userMessage: error.userMessage } }),
  }
}
