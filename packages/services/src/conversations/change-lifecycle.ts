import type { Conversation } from '@parley/contracts'
import { Conversation as ConversationModel } from '@parley/db'
import { requireWriter } from '../access/require-writer.ts'
import type { MemberContext } from '../context.ts'
import { ConflictError, NotFoundError } from '../errors.ts'
import { conversationFromHead, HEAD_PROJECTION } from './conversation-head.ts'
import { conversationKey } from './conversation-key.ts'
import { changeOfLifecycle, type LifecycleAction, type LifecycleChange } from './conversation-rules.ts'
import { findConversation } from './load-conversation.ts'

/** A decision is taken again when another tab changed the status in between; more often than this is no accident. */
const MAX_DECISIONS = 4

/** One step of the lifecycle; answers alike when repeated. */
export async function changeLifecycle(
  ctx: MemberContext,
  conversationId: string,
  action: LifecycleAction,
): Promise<Conversation> {
  requireWriter(ctx.actor)
  const key = conversationKey(ctx.actor, conversationId)
  for (let decision = 0; decision < MAX_DECISIONS; decision += 1) {
    const head = await findConversation(key)
    const isHidden = head?.status === 'deleted' && action !== 'restore' && action !== 'remove'
    if (!head || isHidden) throw new NotFoundError('conversation')
    const change = changeOfLifecycle(head, action, ctx.now())
    if (!change) return conversationFromHead(head)
    const changed = await ConversationModel.findOneAndUpdate(
      { _id: key.conversationId, organizationId: key.organizationId, ownerKey: key.ownerKey, status: head.status },
      updateOf(change),
      { projection: HEAD_PROJECTION, returnDocument: 'after' },
    ).lean()
    if (changed) {
      ctx.events.publish(ctx.actor.userId, { type: 'conversation', conversationId })
      return conversationFromHead(changed)
    }
  }
  throw new ConflictError(
    `${action}: the status kept changing`,
    'This conversation is being changed elsewhere. Try again.',
  )
}

function updateOf({ status, statusBefore, set, unset }: LifecycleChange) {
  return {
    $set: { status, ...(statusBefore && { statusBefore }), ...set },
    ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map((path) => [path, 1 as const])) }),
  }
}
