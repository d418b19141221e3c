import type { EraseRule } from './erase-rule.ts'
import { eraseOwnMessages, eraseReactions } from './own-messages.ts'

export const conversationRule: EraseRule = {
  collection: 'conversations',
  personPaths: ['userId', 'visitorId', 'ownerKey', 'messages.metadata.reactions.userId'],
  ofPerson: ({ organizationIds, key }) => ({ organizationId: { $in: organizationIds }, ownerKey: key }),
  async onErase(run, person) {
    await eraseOwnMessages(run, person, 'conversations', {
      $set: { context: { connectedPlatforms: [] }, pinnedAccounts: [], metadata: { customFieldsText: [] } },
      $unset: { userId: 1, visitorId: 1, sessionId: 1, leadId: 1 },
    })
    await eraseReactions(run, person, 'conversations')
  },
}
