import type { FunctionCall } from '@parley/contracts'
import { type AssistantFunction, FunctionInputError, type FunctionScope, type Json } from './assistant-function.ts'
import { cutResult } from './cut-result.ts'

const TIMEOUT_MS = 15_000

/** Runs one prepared call and answers what became of it. Never throws; failures are told to the model. */
export async function runCall(
  made: FunctionCall,
  offered: ReadonlyMap<string, AssistantFunction>,
  scope: FunctionScope,
): Promise<FunctionCall> {
  const startedAt = scope.now()
  const ended = (outcome: { result: Json } | { error: string }): FunctionCall => ({
    ...made,
    ...outcome,
    state: 'error' in outcome ? 'failed' : 'succeeded',
    startedAt: startedAt.toISOString(),
    durationMs: Math.max(0, scope.now().getTime() - startedAt.getTime()),
  })
  const found = offered.get(made.name)
  if (!found) {
    const names = [...offered.keys()].join(', ')
    return ended({ error: `There is no function of this name. ${names ? `There are: ${names}.` : 'There are none.'}` })
  }
  try {
    return ended({ result: cutResult(await inTime(found.call(made.arguments, scope))) })
  } catch (error) {
    if (error instanceof FunctionInputError) return ended({ error: `The arguments do not fit: ${error.message}` })
    return ended({ error: error instanceof FunctionTimeout ? 'The function took too long.' : 'The function failed.' })
  }
}

class FunctionTimeout extends Error {}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new FunctionTimeout()), TIMEOUT_MS)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
