import type { EraseRule } from './erase-rule.ts'

/** That a run was, and how it went, stays; what it said does not. */
export const agentExecutionRule: EraseRule = {
  collection: 'agentexecutions',
  personPaths: ['userId'],
  ofPerson: ({ organizationIds, userId }) => ({ organizationId: { $in: organizationIds }, userId }),
  onErase: {
    update: {
      $set: { logs: [] },
      $unset: { userId: 1, conversationId: 1, messageId: 1, ticketId: 1, result: 1, error: 1 },
    },
  },
}
