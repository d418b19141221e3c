import type { UserEvent } from '@parley/contracts'
import { queryClient } from '../../data/api.ts'
import { refetchConnections } from '../../data/connections.ts'
import { refetchConversationLists } from '../../data/conversations-query.ts'
import { refetchMessage, refetchThread } from '../../data/thread-query.ts'

/** Reads again what an event says has changed. */
export function applyUserEvent(event: UserEvent): void {
  const { type, conversationId, messageId } = event
  if (type === 'resync') void queryClient.invalidateQueries()
  else if (type === 'connection') void refetchConnections()
  else if (conversationId && messageId && (type === 'rating' || type === 'receipt'))
    void refetchMessage(conversationId, messageId)
  else if (conversationId) void Promise.all([refetchThread(conversationId), refetchConversationLists()])
}
