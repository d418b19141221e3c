import type { AssistantReads } from '@parley/assistant'
import { keepResult } from '../attachments/keep-result.ts'
import type { VerbContext } from '../context.ts'
import { findPastConversations } from '../conversations/find-past-conversations.ts'
import { type ConnectionsContext, createConnections } from '../integrations/create-connections.ts'
import { openSigningSecret } from '../tools/signing-secret.ts'
import { conversationKeyOfTurn } from './turn-ref.ts'

/** What the assistant's functions may read: the conversations of the person behind the turn, but not the present one; their own connections. */
export function createAssistantReads(ctx: ConnectionsContext & Pick<VerbContext, 'keys'>): AssistantReads {
  return {
    connections: createConnections(ctx),
    keepResult: (ref, name, json) => keepResult(conversationKeyOfTurn(ref), name, json),

    findSigningSecret: ({ organizationId }, toolId) => openSigningSecret(ctx.keys, { organizationId, toolId }),

    findPastConversations: (ref, query) => findPastConversations(conversationKeyOfTurn(ref), query),
  }
}
