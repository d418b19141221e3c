import type { FunctionCall, Message, MessagePart, MessageStatus, TurnEvent } from '@parley/contracts'
import { callOfPart, placedParts } from './placed-parts.ts'

/** What a browser knows of a running answer from its event stream. */
export interface LiveTurn {
  messageId: string
  text: string
  functionCalls: readonly FunctionCall[]
  /** Cards and charts, in the order they came. */
  parts: readonly MessagePart[]
  status: MessageStatus | null
  /** What is happening, in words, as the server last said. */
  note: string | null
  error: { code: string; userMessage: string } | null
  /** The final message, once the turn is done. */
  final: Message | null
}

export function startLiveTurn(messageId: string): LiveTurn {
  return { messageId, text: '', functionCalls: [], parts: [], status: null, note: null, error: null, final: null }
}

export function applyTurnEvents(turn: LiveTurn, events: readonly TurnEvent[]): LiveTurn {
  return events.reduce(applyTurnEvent, turn)
}

function applyTurnEvent(turn: LiveTurn, event: TurnEvent): LiveTurn {
  switch (event.type) {
    case 'status':
      return { ...turn, status: event.status, note: event.note ?? null }
    case 'text':
      return { ...turn, text: turn.text + event.text, note: null }
    case 'reset':
      return { ...turn, text: event.text, functionCalls: event.functionCalls, parts: [], error: null }
    case 'functionCall':
      return { ...turn, functionCalls: withFunctionCall(turn.functionCalls, event.functionCall) }
    case 'error':
      return { ...turn, error: { code: event.code, userMessage: event.userMessage } }
    case 'done':
      return { ...turn, final: event.message }
    case 'part':
      return { ...turn, parts: withPart(turn.parts, event.part) }
    case 'usage':
      return turn
  }
}

function withFunctionCall(calls: readonly FunctionCall[], call: FunctionCall): FunctionCall[] {
  return calls.some(({ id }) => id === call.id)
    ? calls.map((known) => (known.id === call.id ? call : known))
    : [...calls, call]
}

/** A card takes the place of an earlier one of the same call. */
function withPart(parts: readonly MessagePart[], part: MessagePart): MessagePart[] {
  const call = callOfPart(part)
  const before = call === null ? -1 : parts.findIndex((known) => callOfPart(known) === call)
  return before < 0 ? [...parts, part] : parts.map((known, index) => (index === before ? part : known))
}

const FINAL_STATUSES: readonly MessageStatus[] = ['complete', 'stopped', 'failed']

export function isFinal(status: MessageStatus): boolean {
  return FINAL_STATUSES.includes(status)
}

/** Whether a turn is at work on it: what can be followed. One that waits for a person is not. */
export function isRunning(status: MessageStatus): boolean {
  return status === 'pending' || status === 'streaming'
}

/** Whether it waits for a person to decide something. */
export function isWaiting(status: MessageStatus): boolean {
  return status === 'awaiting_connection' || status === 'awaiting_approval'
}

/** The message as it should be shown now: what was read, overtaken by what was streamed. Never shows less text than was read. */
export function overlayLiveTurn(message: Message, turn: LiveTurn | null): Message {
  if (!turn || turn.messageId !== message.id || !isRunning(message.status)) return message
  if (turn.final) return turn.final
  const isBehind = message.text.startsWith(turn.text)
  return {
    ...message,
    status: turn.status ?? message.status,
    text: isBehind ? message.text : turn.text,
    functionCalls:
      turn.functionCalls.length < message.functionCalls.length ? message.functionCalls : [...turn.functionCalls],
    parts: turn.parts.length < placedParts(message.parts).length ? message.parts : [...turn.parts],
    error: turn.error ?? message.error,
  }
}
