import type { CodeFailure, CodeProgress, FromCodeThread, Question, ToCodeThread } from './code-messages.ts'
import { createSlots } from './create-slots.ts'
import { CODE_LIMITS } from './limits.ts'
import { spawnCodeThread } from './spawn-code-thread.ts'

export interface CodeRun {
  code: string
  /** What the handler gets. */
  event: unknown
  /** Where the code's clock stands. */
  startedAt: Date
  signal: AbortSignal
  /** The model's answer; absent where the code has no `askModel`. A rejection's message is what the code gets to see. */
  ask?: (text: string) => Promise<string>
}

export type CodeOutcome = { output: unknown } | { failure: CodeFailure }

/** Beyond its computing time the interpreter cuts the code off itself; where it cannot, the thread is ended this much later. */
const GRACE_MS = 1_000

/** Each thread may hold some 60 MB, and a core while it computes. */
const takeSlot = createSlots(4)

/** Runs the code's handler in a thread of its own, which ends with it. Never throws; an abort ends it as a timeout. */
export async function runCode(run: CodeRun): Promise<CodeOutcome> {
  const signal = AbortSignal.any([run.signal, AbortSignal.timeout(CODE_LIMITS.totalMs)])
  const release = await takeSlot(signal)
  if (!release) return timeout()
  const job = {
    code: run.code,
    event: JSON.stringify(run.event),
    startedAt: run.startedAt.getTime(),
    asksModel: run.ask !== undefined,
  }
  const thread = spawnCodeThread(job)
  // In its own time: the thread may be in the middle of something that cannot be interrupted at once.
  thread.once('exit', release)
  try {
    return await follow(thread, run.ask ?? askNobody, signal)
  } finally {
    thread.terminate()
  }
}

function follow(
  thread: ReturnType<typeof spawnCodeThread>,
  ask: NonNullable<CodeRun['ask']>,
  signal: AbortSignal,
): Promise<CodeOutcome> {
  return new Promise((resolve) => {
    /** Times the thread was handed something to compute and has not said how far it is. */
    let turns = 0
    let watchdog: NodeJS.Timeout | undefined
    let hasEnded = false
    const end = (outcome: CodeOutcome) => {
      hasEnded = true
      clearTimeout(watchdog)
      signal.removeEventListener('abort', onAbort)
      resolve(outcome)
    }
    const onAbort = () => end(timeout())
    const computes = () => {
      turns += 1
      clearTimeout(watchdog)
      watchdog = setTimeout(onAbort, CODE_LIMITS.computingMs + GRACE_MS)
    }
    const tell = (answer: ToCodeThread) => {
      if (hasEnded) return
      computes()
      thread.postMessage(answer)
    }
    const answer = ({ id, text }: Question) =>
      ask(text).then(
        (said) => tell({ id, text: said }),
        (error: unknown) => tell({ id, error: error instanceof Error ? error.message : 'The model could not answer.' }),
      )
    const advance = (progress: CodeProgress) => {
      turns -= 1
      if (turns === 0) clearTimeout(watchdog)
      if (progress.type === 'waiting') for (const question of progress.questions) answer(question)
      else end(outcomeOf(progress))
    }
    thread.on('message', (message: FromCodeThread) => (message.type === 'ready' ? computes() : advance(message)))
    thread.once('error', () => end(failure('The code could not be run to its end.')))
    thread.once('exit', () => end(failure('The code could not be run to its end.')))
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
  })
}

function askNobody(): Promise<string> {
  return Promise.reject(new Error('There is no model to ask.'))
}

function outcomeOf(progress: Exclude<CodeProgress, { type: 'waiting' }>): CodeOutcome {
  if (progress.type === 'failed') return { failure: progress.failure }
  try {
    return { output: JSON.parse(progress.json) }
  } catch {
    return failure('The handler returned nothing that JSON can hold.')
  }
}

function failure(message: string): CodeOutcome {
  return { failure: { kind: 'error', name: 'Error', message } }
}

function timeout(): CodeOutcome {
  return { failure: { kind: 'timeout', name: 'TimeoutError', message: 'The code took too long.' } }
}
