import { applyTurnEvents, type LiveTurn, startLiveTurn } from '@parley/chat-ui'
import type { TurnEvent } from '@parley/contracts'

export interface NumberedEvent {
  id: string
  event: TurnEvent
}

export interface TurnStreamPorts {
  /** Opens the subscription after an event id (null: from the first). Returns how to close it. */
  open(after: string | null, onEvent: (event: NumberedEvent) => void, onBroken: () => void): () => void
  /** Runs `paint` before the next frame is drawn; returns how to call it off. */
  nextFrame(paint: () => void): () => void
  /** Waits before another try; returns how to call it off. */
  later(retry: () => void): () => void
}

/** A running answer as it arrives: events are gathered and applied once a frame. Closing keeps what is known; opening goes on from there. */
export interface TurnStream {
  get(): LiveTurn
  subscribe(listener: () => void): () => void
  open(): () => void
}

export function createTurnStream(messageId: string, ports: TurnStreamPorts): TurnStream {
  let turn = startLiveTurn(messageId)
  let lastEventId: string | null = null
  const listeners = new Set<() => void>()

  return {
    get: () => turn,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    open() {
      let waiting: NumberedEvent[] = []
      let cancelFrame: (() => void) | null = null
      let cancelRetry: (() => void) | null = null
      let closeStream: (() => void) | null = null

      const flush = () => {
        cancelFrame = null
        if (waiting.length === 0) return
        turn = applyTurnEvents(
          turn,
          waiting.map(({ event }) => event),
        )
        lastEventId = waiting.at(-1)?.id ?? lastEventId
        waiting = []
        for (const listener of listeners) listener()
      }

      const connect = () => {
        cancelRetry = null
        closeStream = ports.open(
          lastEventId,
          (event) => {
            waiting.push(event)
            cancelFrame ??= ports.nextFrame(flush)
          },
          () => {
            flush()
            if (!turn.final) cancelRetry ??= ports.later(connect)
          },
        )
      }

      connect()
      return () => {
        cancelFrame?.()
        flush()
        cancelRetry?.()
        closeStream?.()
      }
    },
  }
}
