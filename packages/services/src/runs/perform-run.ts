import type { RunResult } from '@parley/contracts'
import type { AgentRunRequest, RunContext } from './agent-run-request.ts'
import { beginRun } from './begin-run.ts'
import { carryOutRun, type RunCallbacks } from './carry-out-run.ts'
import { openRun } from './open-run.ts'

/** Runs an agent once, with an execution and its usage in the ledger however it ends. Throws AppError. */
export async function performRun(
  ctx: RunContext,
  request: AgentRunRequest,
  callbacks: RunCallbacks,
): Promise<RunResult> {
  const opened = await openRun(ctx, request)
  return carryOutRun(ctx, opened, await beginRun(opened), callbacks)
}
