import type { Message } from '@parley/contracts'
import { type MessageRecord, Turn } from '@parley/db'
import type { ConversationKey } from '../conversations/conversation-key.ts'
import { overlayTurn } from '../turns/turn-rules.ts'
import { loadMessage } from './find-message.ts'
import { isFinal } from './message-rules.ts'
import { messageFromRecord } from './message-view.ts'

/** Stored messages as a reader is shown them: a turn that is not done is laid over its message. */
export async function showMessages(key: ConversationKey, records: readonly MessageRecord[]): Promise<Message[]> {
  return Promise.all(records.map((record) => showMessage(key, record)))
}

/** A turn that ended between the two reads has written its message before it was seen to be done: so that is read again. */
export async function showMessage(key: ConversationKey, record: MessageRecord): Promise<Message> {
  const conversationId = key.conversationId.toHexString()
  const message = messageFromRecord(record, conversationId)
  if (isFinal(record.status)) return message
  const turn = await Turn.findOne({ messageId: record._id }, { state: 1, text: 1, rounds: 1, parts: 1 }).lean()
  if (turn && turn.state !== 'done') return overlayTurn(message, { ...turn, state: turn.state })
  const { message: newer } = await loadMessage(key, record._id)
  return messageFromRecord(newer, conversationId)
}
