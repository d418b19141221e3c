import type { ConnectionNeed } from '@parley/assistant'
import { ConnectorError, PLATFORM_ROWS } from '@parley/connectors'
import type { ConnectedAccount, PlatformName } from '@parley/contracts'
import { Conversation, PlatformIntegration } from '@parley/db'
import type { MemberContext } from '../context.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'
import { accountsOf, findPlatformInfo, type IntegrationRecord, isOfOtherSetup } from './integration-view.ts'
import { type ConnectionOwner, loadIntegration } from './load-integration.ts'

type ConnectionContext = Pick<MemberContext, 'connectors'>

export interface ConnectionChoice {
  platform: PlatformName
  integrationId?: string | undefined
  accountId?: string | undefined
  conversationId?: string | undefined
}

export type FoundConnection =
  | { type: 'ready'; integrationId: string; account: ConnectedAccount }
  | { type: 'needsConnection'; need: ConnectionNeed }

/** Throws ConnectorError `misconfigured` where the platform cannot be connected here at all. */
export function connectionNeed(
  { connectors }: ConnectionContext,
  platform: PlatformName,
  reason: ConnectionNeed['reason'],
  integrationId?: string,
): ConnectionNeed {
  const info = findPlatformInfo(connectors, platform)
  if (!info) throw new ConnectorError('misconfigured', PLATFORM_ROWS[platform].label, `${platform}: not set up`)
  return { ...info, reason, ...(integrationId !== undefined && { integrationId }) }
}

function brokenReason({ status, isConnected }: IntegrationRecord): ConnectionNeed['reason'] {
  if (status === 'error') return 'missing_scope'
  return isConnected || status === 'expired' ? 'expired' : 'not_connected'
}

async function findPinned({ organizationId, userId }: ConnectionOwner, { conversationId, platform }: ConnectionChoice) {
  if (conversationId === undefined) return undefined
  const conversation = await Conversation.findOne(
    { _id: objectId(conversationId), organizationId, ownerKey: userId.toHexString(), status: { $ne: 'deleted' } },
    { pinnedAccounts: 1 },
  ).lean()
  if (!conversation) throw new NotFoundError('conversation')
  return conversation.pinnedAccounts.find((pinned) => pinned.platform === platform)?.accountId
}

/**
 * The person's connection to ask, and the account: the one named, else the conversation's pinned one, else the connection's own. Throws
 * NotFoundError for a connection, conversation or account that is not theirs.
 */
export async function findConnection(
  ctx: ConnectionContext,
  owner: ConnectionOwner,
  choice: ConnectionChoice,
): Promise<FoundConnection> {
  const { platform } = choice
  const { organizationId, userId } = owner
  const pinned = await findPinned(owner, choice)
  const found =
    choice.integrationId === undefined
      ? await PlatformIntegration.find({ organizationId, userId, platform }).sort({ connectedAt: -1 }).lean()
      : [await loadIntegration(owner, choice.integrationId)]
  const candidates = found.filter((record) => record.platform === platform)
  const usable = candidates.filter(
    (record) => record.isConnected && record.status === 'active' && !isOfOtherSetup(record, ctx.connectors),
  )
  const accountOf = (record: IntegrationRecord, accountId: string | null | undefined) =>
    accountsOf(record).find((account) => account.accountId === accountId)
  const wanted = choice.accountId ?? pinned
  const record = usable.find((one) => accountOf(one, wanted)) ?? usable[0]
  if (!record) {
    const broken = candidates[0]
    const reason = broken ? brokenReason(broken) : 'not_connected'
    return { type: 'needsConnection', need: connectionNeed(ctx, platform, reason, broken?._id.toHexString()) }
  }
  if (choice.accountId !== undefined && !accountOf(record, choice.accountId)) throw new NotFoundError('account')
  const integrationId = record._id.toHexString()
  const account = accountOf(record, wanted) ?? accountOf(record, record.platformData?.accountId)
  if (account) return { type: 'ready', integrationId, account }
  return { type: 'needsConnection', need: connectionNeed(ctx, platform, 'choose_account', integrationId) }
}
