import { setTimeout as wait } from 'node:timers/promises'
import type { NumberedTurnEvent } from '@parley/assistant'
import { formatTurnEventId, type Message, parseTurnEventId, type TurnEvent, type TurnEventId } from '@parley/contracts'
import { Turn } from '@parley/db'
import type { Types } from 'mongoose'
import { whileAllowed } from '../access/while-allowed.ts'
import type { MemberContext } from '../context.ts'
import { type ConversationKey, conversationKey } from '../conversations/conversation-key.ts'
import { objectId } from '../object-id.ts'
import { isParked, isWaiting, overlayTurn } from '../turns/turn-rules.ts'
import { loadMessage } from './find-message.ts'
import { isFinal } from './message-rules.ts'
import { messageFromRecord } from './message-view.ts'

/** How often a turn that runs on another server is looked up. */
const POLL_MS = 300

/**
 * The events of an answer after `lastEventId` and on until `done`. Live while the turn runs here; where the events asked for are gone
 * (it ended, has another attempt, or runs elsewhere) a `reset` with all there is, then on from there. A parked turn ends the stream with
 * `done` and the waiting message; the attempt after it is another stream. Ends when `signal` aborts; the
 * turn does not.
 */
export async function* streamMessage({
  ctx,
  input,
  signal,
}: {
  ctx: MemberContext
  input: { conversationId: string; messageId: string; lastEventId?: string | null | undefined }
  signal?: AbortSignal | undefined
}): AsyncGenerator<{ id: string; event: TurnEvent }, void, undefined> {
  const key = conversationKey(ctx.actor, input.conversationId)
  const messageId = objectId(input.messageId)
  await loadMessage(key, messageId)
  const after = input.lastEventId == null ? null : parseTurnEventId(input.lastEventId)
  const events = whileAllowed(
    ctx,
    signal,
    () => loadMessage(key, messageId),
    (allowed) => followTurn(ctx, key, input.messageId, after, allowed),
  )
  for await (const { id, event } of events) yield { id: formatTurnEventId(id), event }
}

async function* followTurn(
  ctx: MemberContext,
  key: ConversationKey,
  messageId: string,
  lastEventId: TurnEventId | null,
  signal: AbortSignal,
): AsyncGenerator<NumberedTurnEvent, void, undefined> {
  let after = lastEventId
  let shown: Snapshot | null = null
  // The attempt whose live events ended without a `done`: this server lost it, and only the database knows on.
  let lostAttempt: number | null = null
  while (!signal.aborted) {
    const live =
      lostAttempt !== null && lostAttempt === after?.attempt ? null : ctx.turns.subscribe(messageId, after, signal)
    let isOvertaken = false
    if (live) {
      for await (const numbered of live) {
        isOvertaken = await wentOnElsewhere(messageId, numbered)
        if (isOvertaken) break
        yield numbered
        after = numbered.id
        if (numbered.event.type === 'done') return
      }
      shown = null
    }
    if (signal.aborted) return
    const saved = await readSnapshot(key, objectId(messageId))
    for (const event of eventsBetween(shown, saved)) yield { id: saved.id, event }
    if (isFinal(saved.message.status) || isWaiting(saved.message.status)) return
    if (live && !isOvertaken) lostAttempt = saved.id.attempt
    if (shown && !(await pause(signal))) return
    shown = saved
    after = saved.id
  }
}

/** A parked attempt's last event is out of date where another server has let the turn go on since. */
async function wentOnElsewhere(messageId: string, { id, event }: NumberedTurnEvent): Promise<boolean> {
  if (event.type !== 'done' || !isWaiting(event.message.status)) return false
  const turn = await Turn.findOne({ messageId: objectId(messageId) }, { attempt: 1, state: 1 }).lean()
  return turn !== null && (turn.attempt !== id.attempt || !isParked(turn.state))
}

interface Snapshot {
  /** The last event that is in what was saved. */
  id: TurnEventId
  message: Message
}

/** Message and turn as of one moment. Where an attempt ended or began between the two reads, they are read again. */
async function readSnapshot(key: ConversationKey, messageId: Types.ObjectId): Promise<Snapshot> {
  for (;;) {
    const turn = await Turn.findOne({ messageId }).lean()
    const { message: record } = await loadMessage(key, messageId)
    const message = messageFromRecord(record, key.conversationId.toHexString())
    const id = { attempt: turn?.attempt ?? 0, seq: turn?.lastEventSeq ?? 0 }
    if (isFinal(record.status)) return { id, message }
    if (turn && turn.state !== 'done') return { id, message: overlayTurn(message, { ...turn, state: turn.state }) }
    if (!turn) throw new Error(`Message ${message.id} is not final and has no turn`)
  }
}

/** What brings a reader from one saved state to the next; from none: everything. */
function eventsBetween(before: Snapshot | null, { id, message }: Snapshot): TurnEvent[] {
  const { text, functionCalls, parts, status, error } = message
  const events: TurnEvent[] = []
  const isSameAttempt = before?.id.attempt === id.attempt
  const hasNewCalls = JSON.stringify(before?.message.functionCalls) !== JSON.stringify(functionCalls)
  if (!before || !isSameAttempt || hasNewCalls || !text.startsWith(before.message.text)) {
    events.push({ type: 'reset', text, functionCalls })
    for (const part of parts) if (part.type !== 'text') events.push({ type: 'part', part })
  } else if (text.length > before.message.text.length) {
    events.push({ type: 'text', text: text.slice(before.message.text.length) })
  }
  if (isFinal(status) || isWaiting(status)) {
    if (error) events.push({ type: 'error', ...error })
    events.push({ type: 'done', message })
  } else if (before?.message.status !== status) {
    events.push({ type: 'status', status })
  }
  return events
}

/** False when the signal ended the pause. */
async function pause(signal: AbortSignal): Promise<boolean> {
  try {
    await wait(POLL_MS, undefined, { signal })
    return true
  } catch {
    return false
  }
}
