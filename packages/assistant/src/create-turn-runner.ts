import { setImmediate } from 'node:timers/promises'
import type { Message } from '@parley/contracts'
import { askAhead } from './ask-ahead.ts'
import { EventLog, type Snapshot } from './events/event-log.ts'
import { assistantFunctions } from './functions/registry.ts'
import type { AskedTurn, TurnMaterial, TurnRef, TurnRunner } from './ports.ts'
import { type AttemptRun, runTurn } from './run-turn.ts'
import { createToolNetwork } from './tools/tool-network.ts'
import type { TurnRunnerOptions, TurnSettings } from './turn-options.ts'
import { turnRequest } from './turn-request.ts'
import { TurnState } from './turn-state.ts'
import { UsageMeter } from './usage-meter.ts'
import { writeTitle } from './write-title.ts'

interface Attempt {
  ref: TurnRef
  events: EventLog
  isRunning: boolean
  abort: (reason: 'stop' | 'lost') => void
  ended: Promise<Message | null>
  forget?: NodeJS.Timeout
}

/** Whose conversation is given a title. */
const ANSWERED: readonly Message['status'][] = ['complete', 'awaiting_connection', 'awaiting_approval']

/** The live side of turns in this process; see the port. */
export function createTurnRunner(options: TurnRunnerOptions): TurnRunner {
  const settings = withDefaults(options)
  const { log } = settings
  const attempts = new Map<string, Attempt>()
  const titles = new Set<Promise<void>>()
  const closing = new AbortController()

  function start(ref: TurnRef, controller = new AbortController(), ahead?: AttemptRun['ahead']): void {
    if (closing.signal.aborted) {
      controller.abort()
      return
    }
    const before = attempts.get(ref.messageId)
    if (before?.isRunning && before.ref.attempt >= ref.attempt) return
    before?.abort('lost')
    clearTimeout(before?.forget)
    attempts.set(ref.messageId, begin(ref, controller, ahead))
  }

  function ask(material: TurnMaterial): AskedTurn | null {
    if (closing.signal.aborted) return null
    const controller = new AbortController()
    const request = turnRequest(settings, material, new TurnState(material), controller.signal)
    const model = settings.clientFor(material.agent.llmSettings)
    const ahead = askAhead(model, request, () => controller.abort())
    return {
      start: (written) => start(written.ref, controller, { ...ahead, material: written }),
      async drop() {
        const meter = new UsageMeter(model.model, material.agent.llmSettings.prices)
        await ahead.end(meter)
        const usage = meter.total()
        return usage.inputTokens + usage.outputTokens > 0 ? usage : null
      },
    }
  }

  function begin(ref: TurnRef, controller: AbortController, ahead: AttemptRun['ahead']): Attempt {
    let isLost = false
    let snapshot: () => Snapshot = () => ({ text: '', functionCalls: [] })
    const events = new EventLog(ref.attempt, () => snapshot())
    const abort = (reason: 'stop' | 'lost') => {
      if (reason === 'lost') isLost = true
      controller.abort(reason)
    }
    const run = {
      ref,
      settings,
      events,
      ahead,
      signal: controller.signal,
      lose: () => abort('lost'),
      isLost: () => isLost,
      onState: (take: () => Snapshot) => {
        snapshot = take
      },
    }
    const work = async () => {
      try {
        if (ahead) await setImmediate() // whoever waits to hear that it is written hears that first
        const ended = await runTurn(run)
        if (!ended) return null
        settings.events.onEnded?.(ref, ended.message)
        const isAnswered = ANSWERED.includes(ended.message.status)
        if (isAnswered && ended.material.needsTitle) addTitle(ended.material)
        return ended.message
      } catch (error) {
        log.error(
          { err: error, turnId: ref.turnId },
          'A turn could not be ended; it is taken up when its lease is over',
        )
        return null
      } finally {
        events.end()
        attempt.isRunning = false
        attempt.forget = setTimeout(() => forget(attempt), settings.keepEventsMs).unref()
      }
    }
    const attempt: Attempt = { ref, events, isRunning: true, abort, ended: Promise.resolve(null) }
    attempt.ended = work()
    return attempt
  }

  function forget(attempt: Attempt): void {
    if (attempts.get(attempt.ref.messageId) === attempt) attempts.delete(attempt.ref.messageId)
  }

  function addTitle(material: Parameters<typeof writeTitle>[1]): void {
    const title: Promise<void> = writeTitle(settings, material, closing.signal)
      .catch((error) => log.warn({ err: error, turnId: material.ref.turnId }, 'A title could not be written'))
      .finally(() => titles.delete(title))
    titles.add(title)
  }

  return {
    start: (ref) => start(ref),
    askAhead: ask,
    async stop(messageId) {
      const attempt = attempts.get(messageId)
      if (!attempt?.isRunning) return null
      attempt.abort('stop')
      return attempt.ended
    },
    subscribe: (messageId, after, signal) => attempts.get(messageId)?.events.read(after, signal) ?? null,
    async close() {
      closing.abort()
      for (const attempt of attempts.values()) attempt.abort('stop')
      await Promise.all([...attempts.values()].map(({ ended }) => ended))
      await Promise.all(titles)
      for (const attempt of attempts.values()) clearTimeout(attempt.forget)
      attempts.clear()
      await settings.network.close()
    },
  }
}

function withDefaults({ model, arePrivateToolsAllowed = false, ...options }: TurnRunnerOptions): TurnSettings {
  return {
    events: {},
    now: () => new Date(),
    functions: assistantFunctions,
    heartbeatMs: 5000,
    saveEveryMs: 250,
    keepEventsMs: 30_000,
    slowAfterMs: 8000,
    historyTokens: 16_000,
    network: createToolNetwork({ isPrivateAllowed: arePrivateToolsAllowed }),
    ...options,
    clientFor: typeof model === 'function' ? model : () => model,
  }
}
