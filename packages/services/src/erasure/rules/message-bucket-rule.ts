import type { EraseRule } from './erase-rule.ts'
import { eraseOwnMessages, eraseReactions } from './own-messages.ts'

export const messageBucketRule: EraseRule = {
  collection: 'messagebuckets',
  personPaths: ['ownerKey', 'messages.metadata.reactions.userId'],
  ofPerson: ({ organizationIds, key }) => ({ organizationId: { $in: organizationIds }, ownerKey: key }),
  async onErase(run, person) {
    await eraseOwnMessages(run, person, 'messagebuckets')
    await eraseReactions(run, person, 'messagebuckets')
  },
}
