import type { SentMessages } from '@parley/contracts'
import { api, forgetAccountWhenSignedOut } from '../../data/api.ts'
import { refetchConversationLists } from '../../data/conversations-query.ts'
import { toFailure, UNREACHABLE } from '../../data/failure.ts'
import { patchSent, setThread } from '../../data/thread-query.ts'
import { createOutbox, type OutboxEntry } from './outbox.ts'

export const outbox = createOutbox(sessionStorage, 'parley.outbox')

/**
 * Sends an entry, making its conversation first when it has none. Resolves to the conversation's id, or to null after a failure, which
 * is then in the outbox. Both steps carry the clientMessageId, so that a repeated try is answered once.
 */
export async function deliver(entry: OutboxEntry, currentPage: string): Promise<string | null> {
  const { clientMessageId } = entry
  const context = { currentPage }
  outbox.put({ ...entry, failure: null })
  try {
    if (!navigator.onLine) throw new Error('Offline')
    const conversationId = entry.conversationId ?? (await startConversation(clientMessageId, context))
    outbox.put({ ...entry, conversationId, failure: null })
    const sent = await ask(conversationId, entry, context)
    patchSent(conversationId, sent)
    outbox.remove(clientMessageId)
    void refetchConversationLists()
    return conversationId
  } catch (error) {
    forgetAccountWhenSignedOut(error)
    const { userMessage, requestId } = navigator.onLine ? toFailure(error) : UNREACHABLE
    outbox.put({ ...(outbox.find(clientMessageId) ?? entry), failure: { userMessage, requestId } })
    return null
  }
}

function ask(
  conversationId: string,
  { clientMessageId, text, files = [], versionOf }: OutboxEntry,
  context: { currentPage: string },
): Promise<SentMessages> {
  if (!versionOf) {
    const attachments = files.map(({ url }) => url.slice(url.lastIndexOf('/') + 1))
    const withFiles = attachments.length > 0 && { attachments }
    return api.messages.send.mutate({ conversationId, clientMessageId, text, context, ...withFiles })
  }
  const version = { conversationId, clientMessageId, messageId: versionOf.messageId }
  return versionOf.role === 'user'
    ? api.messages.edit.mutate({ ...version, text })
    : api.messages.regenerate.mutate(version)
}

async function startConversation(idempotencyKey: string, context: { currentPage: string }): Promise<string> {
  const conversation = await api.conversations.create.mutate({ context }, { context: { idempotencyKey } })
  setThread({ ...conversation, messages: [], hasBefore: false })
  return conversation.id
}
