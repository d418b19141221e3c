import { setTimeout as sleep } from 'node:timers/promises'
import type { Message } from '@parley/contracts'
import { answerTurn } from './answer-turn.ts'
import type { AheadRequest } from './ask-ahead.ts'
import type { EventLog, Snapshot } from './events/event-log.ts'
import { evidenceOf } from './figures/evidence-of.ts'
import { findUnsupportedFigures } from './figures/find-unsupported-figures.ts'
import { isOver, waitingStatus } from './functions/step-of-call.ts'
import { keepLease } from './lease.ts'
import { classifyError, type TurnError, turnError } from './model/classify-error.ts'
import type { FinishReason } from './model/model-client.ts'
import type { TurnMaterial, TurnOutcome, TurnRef } from './ports.ts'
import { ProgressSaver } from './progress-saver.ts'
import type { TurnSettings } from './turn-options.ts'
import { TurnState } from './turn-state.ts'
import { UsageMeter } from './usage-meter.ts'

export interface AttemptRun {
  ref: TurnRef
  settings: TurnSettings
  events: EventLog
  /** Where the model was asked before the turn was written: what it was asked for, and who holds its answer. */
  ahead: (AheadRequest & { material: TurnMaterial }) | undefined
  /** Aborted to stop the turn, and when it is lost. */
  signal: AbortSignal
  /** To be called when this attempt no longer holds the turn: it then ends without a word. */
  lose: () => void
  isLost: () => boolean
  onState: (snapshot: () => Snapshot) => void
}

export interface EndedAttempt {
  message: Message
  material: TurnMaterial
}

const FINISH_RETRY_MS = [250, 1000, 4000]

/** Runs one attempt of a turn from load to finish. Null when it no longer holds the turn; whoever does goes on with it. */
export async function runTurn(run: AttemptRun): Promise<EndedAttempt | null> {
  const { ref, settings, events, ahead, signal, lose } = run
  const { store, log, now } = settings
  const startedAt = now().getTime()
  const material = ahead?.material ?? (await store.load(ref))
  if (!material) return null
  const state = new TurnState(material)
  run.onState(() => ({ text: state.text, functionCalls: state.functionCalls }))
  const client = ahead?.client ?? settings.clientFor(material.agent.llmSettings)
  const meter = new UsageMeter(client.model, material.agent.llmSettings.prices)
  const saver = new ProgressSaver(
    () => store.save(ref, state.progress(events.lastSeq)),
    lose,
    settings.saveEveryMs,
    log,
  )
  const release = keepLease(store, ref, settings.heartbeatMs, lose, log)
  let firstTextAt: number | undefined
  const onFirstText = () => {
    firstTextAt ??= now().getTime()
  }
  let finishReason: FinishReason | null = null
  let waiting: ReturnType<typeof waitingStatus> = null
  const overBefore = new Set(state.functionCalls.filter(isOver).map(({ id }) => id))
  let error: TurnError | undefined
  try {
    if (ref.attempt > 1) {
      events.append({ type: 'reset', text: state.text, functionCalls: state.functionCalls })
      for (const part of state.parts) events.append({ type: 'part', part })
    }
    events.append({ type: 'status', status: 'streaming' })
    const end = await answerTurn({ settings, material, client, state, events, saver, meter, signal, onFirstText })
    waiting = end === 'parked' && !signal.aborted ? waitingStatus(state.functionCalls) : null
    finishReason = end === 'parked' ? null : end
    if (finishReason !== null && state.text.trim() === '')
      error = turnError('model_empty', `finish reason ${finishReason}`)
  } catch (thrown) {
    if (!signal.aborted) error = classifyError(thrown, state.roundText !== '')
  }
  await ahead?.end(meter) // stopped before anything of it was heard
  await saver.stop()
  try {
    if (run.isLost()) return null
    if (error) log.warn({ turnId: ref.turnId, code: error.code, detail: error.detail }, 'A turn failed')
    const usage = meter.total()
    events.append({
      type: 'usage',
      usage: {
        model: usage.model,
        inputTokens: usage.inputTokens,
        outputTokens: usage.outputTokens,
        tokensUsed: usage.inputTokens + usage.outputTokens,
        costUsd: usage.costMicros === null ? null : usage.costMicros / 1_000_000,
      },
    })
    if (error) events.append({ type: 'error', code: error.code, userMessage: error.userMessage })
    const outcome: TurnOutcome = {
      ...state.progress(events.lastSeq),
      status: error ? 'failed' : (waiting ?? (finishReason === null ? 'stopped' : 'complete')),
      endedCalls: state.functionCalls.filter((made) => isOver(made) && !overBefore.has(made.id)),
      usage,
      temperature: material.agent.llmSettings.parameters.temperature,
      ...(finishReason !== null && !error && { finishReason }),
      responseTimeMs: Math.max(0, now().getTime() - startedAt),
      ...(firstTextAt !== undefined && { timeToFirstTokenMs: Math.max(0, firstTextAt - startedAt) }),
      ...(finishReason !== null &&
        !error && { unsupportedFigures: findUnsupportedFigures(evidenceOf(material, state)) }),
      ...(error && { error }),
    }
    const message = await finish(run, outcome)
    if (!message) return null
    events.append({ type: 'done', message })
    return { message, material }
  } finally {
    release()
  }
}

/** A database that is away for a moment must not cost an answer. */
async function finish({ ref, settings }: AttemptRun, outcome: TurnOutcome): Promise<Message | null> {
  const { store } = settings
  const isParked = outcome.status === 'awaiting_connection' || outcome.status === 'awaiting_approval'
  const write = () => (isParked ? store.park(ref, outcome) : store.finish(ref, outcome))
  for (const delay of FINISH_RETRY_MS) {
    try {
      return await write()
    } catch (error) {
      settings.log.warn({ err: error, turnId: ref.turnId }, 'A turn could not be finished; trying again')
      await sleep(delay)
    }
  }
  return write()
}
