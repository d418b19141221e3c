import type { Integration, SelectAccountInput } from '@parley/contracts'
import { OAuthAttempt } from '@parley/db'
import { requireWriter } from '../access/require-writer.ts'
import type { MemberContext } from '../context.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../errors.ts'
import { resumeWaitingTurns } from '../turns/resume-waiting-turns.ts'
import { chooseAccount, pinAccount } from './choose-account.ts'
import { type AttemptRecord, loadAttempt } from './get-attempt.ts'
import { accountsOf, type IntegrationRecord, integrationFromRecord } from './integration-view.ts'
import { type ConnectionOwner, connectionOwner, loadIntegration } from './load-integration.ts'

async function findTarget(
  owner: ConnectionOwner,
  input: SelectAccountInput,
): Promise<{ attempt: AttemptRecord | null; record: IntegrationRecord }> {
  if (input.attemptId === undefined) {
    if (input.integrationId === undefined) throw new InvalidInputError('Nothing named', 'Name the connection.')
    return { attempt: null, record: await loadIntegration(owner, input.integrationId) }
  }
  const attempt = await loadAttempt(owner, input.attemptId)
  const isChosen = attempt.status === 'choose_account' || attempt.status === 'completed'
  if (!isChosen || !attempt.integrationId) {
    throw new ConflictError(
      `The attempt is ${attempt.status}`,
      'This sign-in is not waiting for an account. Start again.',
    )
  }
  return { attempt, record: await loadIntegration(owner, attempt.integrationId.toHexString()) }
}

/** Chooses the account to read, the first time or another. What waited for the connection goes on. */
export async function selectAccount({
  ctx,
  input,
}: {
  ctx: MemberContext
  input: SelectAccountInput
}): Promise<Integration> {
  requireWriter(ctx.actor)
  const owner = connectionOwner(ctx.actor)
  const { attempt, record } = await findTarget(owner, input)
  if (!record.isConnected) throw new ConflictError('Disconnected', 'This connection has ended. Connect it again first.')
  if (!accountsOf(record).some(({ accountId }) => accountId === input.accountId)) throw new NotFoundError('account')
  await chooseAccount(record, input.accountId)
  if (attempt) {
    await pinAccount(attempt, input.accountId)
    await OAuthAttempt.updateOne({ _id: attempt._id, status: 'choose_account' }, { $set: { status: 'completed' } })
  }
  const integrationId = record._id.toHexString()
  ctx.events.publish(ctx.actor.userId, { type: 'connection', integrationId })
  await resumeWaitingTurns(ctx, ctx.actor, record.platform)
  return integrationFromRecord(await loadIntegration(owner, integrationId), ctx.connectors)
}
