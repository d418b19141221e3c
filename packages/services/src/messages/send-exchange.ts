import { isDeepStrictEqual } from 'node:util'
import type { AskedTurn } from '@parley/assistant'
import type { SentMessages } from '@parley/contracts'
import { requireWriter } from '../access/require-writer.ts'
import type { MemberContext } from '../context.ts'
import { type ConversationKey, conversationKey } from '../conversations/conversation-key.ts'
import { answerOnce, type ResponseRef } from '../idempotency.ts'
import { recordUnheard } from '../turns/record-unheard.ts'
import { loadMessage } from './find-message.ts'
import { messageFromRecord } from './message-view.ts'
import { readGround, type SendGround } from './send-ground.ts'
import { type AskedAhead, type ExchangeDraft, type WrittenExchange, writeExchange } from './send-write.ts'
import { showMessage } from './show-messages.ts'

export interface ExchangeRequest extends ExchangeDraft {
  /** All that was asked for: one clientMessageId names one request of a person's, whichever verb it came by. */
  input: { conversationId: string; clientMessageId: string }
}

/** How far a request has come. */
interface Sending {
  /** The model, asked and heard by nobody yet. */
  model: { turn: AskedTurn; ahead: AskedAhead } | null
  written: WrittenExchange | null
}

/**
 * Writes a question and its empty answer, and starts the turn. The same clientMessageId with the same content is answered with the same
 * two messages, once written; with other content it is a ConflictError, and so is a request while an answer is being written. The
 * model is asked as soon as nothing refuses the request, while the rest is written; nobody hears its answer before all of it is.
 */
export async function sendExchange(ctx: MemberContext, request: ExchangeRequest): Promise<SentMessages> {
  requireWriter(ctx.actor)
  const key = conversationKey(ctx.actor, request.input.conversationId)
  const { clientMessageId, ...content } = request.input
  const sending: Sending = { model: null, written: null }
  let ground: Promise<SendGround> | null = readGround(ctx, key)
  ground.catch(() => undefined) // a repeated request is answered, whatever would stand in its way by now
  try {
    const { ref, isRepeat } = await answerOnce(ctx, `messages.send:${clientMessageId}`, content, async (session) => {
      const reading = ground ?? readGround(ctx, key)
      ground = null // a transaction that is tried again stands on new ground
      const ask = (ahead: AskedAhead) => askOnce(ctx, sending, ahead)
      sending.written = await writeExchange(ctx, key, request, await reading, session, ask)
      return sending.written.ref
    })
    return isRepeat || !sending.written ? await readExchange(key, ref) : begin(ctx, sending, sending.written)
  } finally {
    if (sending.model) await recordUnheard(ctx, sending.model.ahead.attempt, sending.model.turn.drop())
  }
}

/** A transaction that is tried again has the answer that is under way, where it would ask the same. */
function askOnce(ctx: MemberContext, sending: Sending, ahead: AskedAhead): boolean {
  if (sending.model) return isDeepStrictEqual(askedOf(sending.model.ahead), askedOf(ahead))
  const turn = ctx.turns.askAhead(ahead.material)
  if (turn) sending.model = { turn, ahead }
  return turn !== null
}

function askedOf({ material: { ref, ...asked } }: AskedAhead) {
  return asked
}

function begin(ctx: MemberContext, sending: Sending, written: WrittenExchange): SentMessages {
  const { turn, asked, userMessage, assistantMessage } = written
  const { conversationId, messageId } = turn
  if (asked && sending.model) {
    sending.model.turn.start(asked.material)
    sending.model = null
  } else ctx.turns.start(turn)
  ctx.events.publish(ctx.actor.userId, { type: 'conversation', conversationId, messageId })
  return {
    userMessage: messageFromRecord(userMessage, conversationId),
    assistantMessage: messageFromRecord(assistantMessage, conversationId),
  }
}

/** Both messages of an earlier request as they now stand. */
async function readExchange(key: ConversationKey, ref: ResponseRef): Promise<SentMessages> {
  const { userMessageId, assistantMessageId } = ref
  if (!userMessageId || !assistantMessageId) throw new Error('An answered send names no messages')
  const [user, assistant] = await Promise.all([loadMessage(key, userMessageId), loadMessage(key, assistantMessageId)])
  const [userMessage, assistantMessage] = await Promise.all([
    showMessage(key, user.message),
    showMessage(key, assistant.message),
  ])
  return { userMessage, assistantMessage }
}
