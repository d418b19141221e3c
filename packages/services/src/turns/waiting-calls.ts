import { type ConnectCard, connectCardContract } from '@parley/contracts'
import type { TurnRecord } from '@parley/db'

/** The Connect cards whose calls still wait for a connection. */
export function waitingCards({ parts, rounds }: Pick<TurnRecord, 'parts' | 'rounds'>): ConnectCard[] {
  const waiting = rounds.flatMap(({ functionCalls }) =>
    functionCalls.filter(({ state }) => state === 'awaiting_connection').map(({ id }) => id),
  )
  return parts.flatMap(({ value }) => {
    const card = connectCardContract.safeParse(value)
    return card.success && waiting.includes(card.data.functionCallId) ? [card.data] : []
  })
}
