import type { FunctionCall, Message, MessageStatus, TurnEvent } from '@parley/contracts'

/** What a browser knows of a running answer from its event stream. */
export interface LiveTurn {
  messageId: string
  text: string
  functionCalls: readonly FunctionCall[]
  status: MessageStatus | null
  /** What is happening, in words, as the server last said. */
  note: string | null
  error: { code: string; userMessage: string } | null
  /** The final message, once the turn is done. */
  final: Message | null
}

export function startLiveTurn(messageId: string): LiveTurn {
  return { messageId, text: '', functionCalls: [], status: null, note: null, error: null, final: null }
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
      return { ...turn, text: event.text, functionCalls: event.functionCalls, error: null }
    case 'functionCall':
      return { ...turn, functionCalls: withFunctionCall(turn.functionCalls, event.functionCall) }
    case 'error':
      return { ...turn, error: { code: event.code, userMessage: event.userMessage } }
    case 'done':
      return { ...turn, final: event.message }
    case 'part':
    case 'usage':
      return turn
  }
}

function withFunctionCall(calls: readonly FunctionCall[], call: FunctionCall): FunctionCall[] {
  return calls.some(({ id }) => id === call.id)
    ? calls.map((known) => (known.id === call.id ? call : known))
    : [...calls, call]
}

const FINAL_STATUSES: readonly MessageStatus[] = ['complete', 'stopped', 'failed']

export function isFinal(status: MessageStatus): boolean {
  return FINAL_STATUSES.includes(status)
}

/** The message as it should be shown now: what was read, overtaken by what was streamed. Never shows less text than was read. */
export function overlayLiveTurn(message: Message, turn: LiveTurn | null): Message {
  if (!turn || turn.messageId !== message.id || isFinal(message.status)) return message
  if (turn.final) return turn.final
  const isBehind = message.text.startsWith(turn.text)
  return {
    ...message,
    status: turn.status ?? message.status,
    text: isBehind ? message.text : turn.text,
    functionCalls:
      turn.functionCalls.length < message.functionCalls.length ? message.functionCalls : [...turn.functionCalls],
    error: turn.error ?? message.error,
  }
}
