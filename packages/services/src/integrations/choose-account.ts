import type { ConnectedAccount } from '@parley/contracts'
import { Conversation, PlatformIntegration } from '@parley/db'
import { objectId } from '../object-id.ts'
import type { AttemptRecord } from './get-attempt.ts'
import type { IntegrationRecord } from './integration-view.ts'

/** What the platforms themselves call an account, those whose connector is still to come among them. */
const OWN_NAMES = new Map([
  ['google_analytics', 'platformData.propertyId'],
  ['google_ads', 'platformData.adAccountId'],
  ['meta_ads', 'platformData.adAccountId'],
])

/** What is stored of an account that was chosen: also under its platform's own name, a property or an ad account. */
export function chosenAccount(platform: string, accountId: string): Record<string, string> {
  const ownName = OWN_NAMES.get(platform)
  return { 'platformData.accountId': accountId, ...(ownName && { [ownName]: accountId }) }
}

/** Makes an account the connection's own. Conversations of this person that stood on the one before follow. */
export async function chooseAccount(record: IntegrationRecord, accountId: string): Promise<void> {
  const { _id, organizationId, userId, platform, platformData } = record
  await PlatformIntegration.updateOne({ _id, organizationId, userId }, { $set: chosenAccount(platform, accountId) })
  const before = platformData?.accountId
  if (before == null || before === accountId) return
  await Conversation.updateMany(
    {
      organizationId,
      ownerKey: userId.toHexString(),
      pinnedAccounts: { $elemMatch: { platform, accountId: before } },
    },
    { $pull: { pinnedAccounts: { platform } } },
  )
}

/** The conversation that asked for the connection stays with this account, and knows that its platform is connected. */
export async function pinAccount(attempt: AttemptRecord, account: ConnectedAccount['accountId']): Promise<void> {
  const { conversationId, organizationId, userId, platform } = attempt
  if (!conversationId) return
  const filter = { _id: objectId(conversationId.toHexString()), organizationId, ownerKey: userId.toHexString() }
  await Conversation.updateOne(filter, { $pull: { pinnedAccounts: { platform } } })
  await Conversation.updateOne(filter, {
    $push: { pinnedAccounts: { platform, accountId: account } },
    $addToSet: { 'context.connectedPlatforms': platform },
  })
}
