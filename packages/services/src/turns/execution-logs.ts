import type { EndedOutcome } from './finish-rules.ts'

interface ExecutionLog {
  at: Date
  type: 'info' | 'error'
  message: string
  metadata: Record<string, string | number>
}

/** What an attempt's execution keeps of it: each function with its outcome, and why it failed. Names and measures, nobody's words. */
export function executionLogs({ rounds, error }: Pick<EndedOutcome, 'rounds' | 'error'>, at: Date): ExecutionLog[] {
  const calls = rounds.flatMap((round) =>
    round.functionCalls.map(({ name, state, startedAt, durationMs }) => ({
      at: startedAt === undefined ? at : new Date(startedAt),
      type: state === 'failed' ? ('error' as const) : ('info' as const),
      message: `${name}: ${state}`,
      metadata: { ...(durationMs !== undefined && { durationMs }) },
    })),
  )
  if (!error) return calls
  return [
    ...calls,
    { at, type: 'error', message: `The answer failed: ${error.code}`, metadata: { detail: error.detail } },
  ]
}
