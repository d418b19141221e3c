import type { Message, MessageStatus } from '@parley/contracts'
import type { TurnRecord } from '@parley/db'
import { functionCallFromRecord, partFromRecord } from '../messages/message-view.ts'

/** A running turn says so this often … */
export const HEARTBEAT_MS = 5_000
/** … and is taken for dead when it has not for this long. */
export const LEASE_MS = 15_000

export const LEASED_STATES = ['queued', 'running'] as const
export const PARKED_STATES = ['awaiting_connection', 'awaiting_approval'] as const

export function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS)
}

/** A message whose turn is parked: nothing more comes until someone decides. */
export function isWaiting(status: MessageStatus): boolean {
  return PARKED_STATES.some((parked) => parked === status)
}

export function isParked(state: TurnRecord['state']): boolean {
  return PARKED_STATES.some((parked) => parked === state)
}

type UnfinishedTurn = Pick<TurnRecord, 'text' | 'rounds' | 'parts'> & { state: Exclude<TurnRecord['state'], 'done'> }

const STATUS_OF_STATE = {
  queued: 'pending',
  running: 'streaming',
  awaiting_connection: 'awaiting_connection',
  awaiting_approval: 'awaiting_approval',
} as const satisfies Record<UnfinishedTurn['state'], MessageStatus>

/** A message as it stands while its turn is not done: the turn has the newer state, text and function calls. */
export function overlayTurn(message: Message, turn: UnfinishedTurn): Message {
  return {
    ...message,
    status: STATUS_OF_STATE[turn.state],
    text: turn.text,
    parts: [
      ...(turn.text === '' ? [] : [{ type: 'text' as const, value: turn.text }]),
      ...turn.parts.map(partFromRecord),
    ],
    functionCalls: turn.rounds.flatMap((round) => round.functionCalls.map(functionCallFromRecord)),
  }
}
