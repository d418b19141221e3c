import { askModel } from './ask-model.ts'
import type { EventLog } from './events/event-log.ts'
import { prepareCalls } from './functions/prepare-calls.ts'
import type { RoundScope } from './functions/run-call.ts'
import { runCalls } from './functions/run-calls.ts'
import { isOpen, waitingStatus } from './functions/step-of-call.ts'
import type { FinishReason, ModelClient } from './model/model-client.ts'
import type { TurnMaterial, TurnRound } from './ports.ts'
import type { ProgressSaver } from './progress-saver.ts'
import { whileSilent } from './silence-note.ts'
import type { TurnSettings } from './turn-options.ts'
import { MAX_ROUNDS, offeredFunctions, turnRequest } from './turn-request.ts'
import type { TurnState } from './turn-state.ts'
import type { UsageMeter } from './usage-meter.ts'

export interface TurnWork {
  settings: TurnSettings
  material: TurnMaterial
  client: ModelClient
  state: TurnState
  events: EventLog
  saver: ProgressSaver
  meter: UsageMeter
  signal: AbortSignal
  onFirstText: () => void
}

/**
 * Asks, runs what the model calls, and asks again until it answers. `parked` when a call waits for a connection or an approval; null when it was
 * aborted before either.
 */
export async function answerTurn(work: TurnWork): Promise<FinishReason | 'parked' | null> {
  const { settings, material, client, state, meter, signal } = work
  const offered = offeredFunctions(settings, material)
  const scope: RoundScope = {
    ref: material.ref,
    context: material.context,
    reads: settings.reads,
    now: settings.now,
    signal,
  }

  const runRound = async (round: TurnRound) => {
    const open = round.functionCalls.filter(isOpen)
    const wanted = open.flatMap(({ name }) => offered.get(name) ?? [])
    const note = wanted[0]?.note
    if (note) work.events.append({ type: 'status', status: 'streaming', note })
    await runCalls({
      round,
      offered,
      scope,
      shown: state.parts,
      save: () => work.saver.flush(),
      onChange: (functionCall) => {
        work.events.append({ type: 'functionCall', functionCall })
        work.saver.touch()
      },
      onPart: (part) => {
        state.show(part)
        work.events.append({ type: 'part', part })
      },
    })
    if (note && !signal.aborted) work.events.append({ type: 'status', status: 'streaming' })
  }

  const interrupted = state.rounds.at(-1)
  if (interrupted?.functionCalls.some(isOpen)) await runRound(interrupted)
  while (!signal.aborted) {
    if (waitingStatus(state.rounds.at(-1)?.functionCalls ?? []) !== null) return 'parked'
    const isLast = state.rounds.length >= MAX_ROUNDS
    const request = turnRequest(settings, material, state, signal)
    const silence = whileSilent(settings.slowAfterMs, work.events)
    const answer = await askModel(client, request, meter, (piece) => takeText(work, piece), silence.heard).finally(
      silence.end,
    )
    if (signal.aborted) return null
    if (state.isFull) return 'length'
    if (answer.calls.length === 0) return answer.finishReason
    if (isLast) return 'stop'
    const taken = new Set(state.functionCalls.map(({ id }) => id))
    await runRound(state.closeRound(prepareCalls(answer.calls, state.rounds.length, state.text.length, taken)))
  }
  return null
}

/** Sends a piece to the readers at once. False when the answer is as long as a message may be. */
function takeText({ state, events, saver, onFirstText }: TurnWork, piece: string): boolean {
  const text = state.append(piece)
  if (text) {
    onFirstText()
    events.append({ type: 'text', text })
    saver.touch()
  }
  return !state.isFull
}
