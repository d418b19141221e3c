import { ask, createTenant, findScans, recordQueries, send, startTestWorld } from '@parley/testing'
import { expect, test } from 'vitest'
import { getAccount } from './account/get-account.ts'
import { archiveConversation } from './conversations/archive-conversation.ts'
import { createConversation } from './conversations/create-conversation.ts'
import { getConversation } from './conversations/get-conversation.ts'
import { listConversations } from './conversations/list-conversations.ts'
import { restoreConversation } from './conversations/restore-conversation.ts'
import { updateConversation } from './conversations/update-conversation.ts'
import { continueMessage } from './messages/continue-message.ts'
import { listMessages } from './messages/list-messages.ts'
import { markRead } from './messages/mark-read.ts'
import { rateMessage } from './messages/rate-message.ts'
import { stopMessage } from './messages/stop-message.ts'
import { createAssistantReads } from './turns/create-assistant-reads.ts'
import { sweepExpiredTurns } from './turns/sweep-expired-turns.ts'

test('no query of a verb scans a collection', async () => {
  const world = await startTestWorld()
  const slow = await startTestWorld({ pace: { firstTokenDelayMs: 60_000, charactersPerSecond: 10 } })
  const asked = await recordQueries(async () => {
    const tenant = await createTenant()
    const ctx = world.contextOf(tenant.owner, { idempotencyKey: 'one' })
    const { id: conversationId } = await createConversation({ ctx, input: {} })
    const answer = await ask(ctx, conversationId, 'Hello')
    const ref = { conversationId, messageId: answer.id }
    await rateMessage({ ctx, input: { ...ref, rating: 'positive' } })
    await markRead({ ctx, input: ref })
    await listMessages({ ctx, input: { conversationId, role: 'user', before: 2, limit: 1 } })
    await getConversation({ ctx, input: { conversationId } })
    await listConversations({ ctx, input: { title: 'e', channel: 'chat' } })
    await listConversations({ ctx, input: { status: 'archived', limit: 1 } })
    await updateConversation({ ctx, input: { conversationId, title: 'T' } })
    await archiveConversation({ ctx, input: { conversationId } })
    await restoreConversation({ ctx, input: { conversationId } })
    await getAccount({ ctx })
    const running = await send(slow.contextOf(tenant.owner), conversationId, 'More')
    const runningRef = { conversationId, messageId: running.assistantMessage.id }
    await stopMessage({ ctx, input: runningRef })
    await continueMessage({ ctx, input: runningRef })
    await sweepExpiredTurns(ctx)
    const { userId, organizationId } = tenant.owner
    const turn = { turnId: answer.id, ...ref, organizationId, ownerKey: userId, attempt: 1, ownerId: 's' }
    await createAssistantReads(ctx).findPastConversations(turn, { title: 'x', limit: 3 })
    await Promise.all([world.close(), slow.close()])
  })
  expect(new Set(asked.map(({ collection }) => collection)).size).toBeGreaterThan(7)
  expect(await findScans(asked)).toEqual([])
})
