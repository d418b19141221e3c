/** What the thread runs: the code, its event as JSON, the moment its clock stands at, in milliseconds, and whether it has `askModel`. */
export interface CodeJob {
  code: string
  event: string
  startedAt: number
  asksModel: boolean
}

/** What went wrong in the code, for whoever wrote it. Never names a file of ours. */
export interface CodeFailure {
  /** `error`: the code's own fault; `timeout`: it took too long. */
  kind: 'error' | 'timeout'
  name: string
  message: string
  /** From 1; absent where it is not known. */
  line?: number
}

export interface Question {
  id: number
  text: string
}

/** An answer to a question, or why there is none. */
export type ToCodeThread = { id: number; text: string } | { id: number; error: string }

/** How far the code is after each time it computed: it waits for answers, or it has ended. */
export type CodeProgress =
  | { type: 'waiting'; questions: Question[] }
  | { type: 'returned'; json: string }
  | { type: 'failed'; failure: CodeFailure }

export type FromCodeThread = { type: 'ready' } | CodeProgress
