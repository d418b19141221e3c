import { z } from 'zod'
import { idContract, jsonContract, usdContract } from './scalars.ts'
import { runInputContract } from './ticket.ts'

/** `POST /api/agents/:friendlyName/run`. */
export const runDeploymentInput = z.strictObject({ input: runInputContract })

/** What a run answers with, and the last event of a streamed one. The cost is null where the price of the model is not known. */
export const runResultContract = z.object({
  executionId: idContract,
  agentVersion: z.int().positive(),
  /** Text, or what the agent's outputSchema says. */
  output: jsonContract,
  usage: z.object({
    model: z.string(),
    inputTokens: z.int().nonnegative(),
    outputTokens: z.int().nonnegative(),
    costUsd: usdContract.nullable(),
  }),
})

export type RunResult = z.infer<typeof runResultContract>
