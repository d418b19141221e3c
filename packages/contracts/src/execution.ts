import { z } from 'zod'
import { pageContract } from './paging.ts'
import { idContract, instantContract, jsonContract } from './scalars.ts'
import { pageInput } from './shared-things.ts'

export const EXECUTION_STATUSES = ['running', 'completed', 'failed', 'stopped', 'parked'] as const

/** One run of an agent: an attempt of an answer, a prompt, a deployment's request or a ticket. `error` is for the people who build it. */
export const executionContract = z.object({
  id: idContract,
  agentId: idContract,
  agentVersion: z.int().positive(),
  conversationId: idContract.nullable(),
  messageId: idContract.nullable(),
  promptId: idContract.nullable(),
  promptVersion: z.int().positive().nullable(),
  ticketId: idContract.nullable(),
  deploymentId: z.string().nullable(),
  userId: idContract.nullable(),
  status: z.enum(EXECUTION_STATUSES),
  tokensUsed: z.int().nonnegative(),
  startedAt: instantContract,
  endedAt: instantContract.nullable(),
  durationMs: z.number().nonnegative().nullable(),
  error: z.string().nullable(),
  archivedAt: instantContract.nullable(),
})

/** executions.get: with what was logged. */
export const executionDetailContract = executionContract.extend({
  logs: z.array(
    z.object({
      at: instantContract,
      type: z.enum(['info', 'warning', 'error']),
      message: z.string(),
      metadata: jsonContract,
    }),
  ),
  result: jsonContract,
})

export const executionPageContract = pageContract(executionContract)
export const executionRefInput = z.strictObject({ executionId: idContract })
export const listExecutionsInput = z.strictObject({
  agentId: idContract.optional(),
  conversationId: idContract.optional(),
  promptId: idContract.optional(),
  status: z.enum(EXECUTION_STATUSES).optional(),
  /** Archived ones instead of the others. */
  isArchived: z.boolean().optional(),
  ...pageInput,
})

export type Execution = z.infer<typeof executionContract>
export type ExecutionDetail = z.infer<typeof executionDetailContract>
export type ExecutionPage = z.infer<typeof executionPageContract>
export type ExecutionRefInput = z.infer<typeof executionRefInput>
export type ListExecutionsInput = z.infer<typeof listExecutionsInput>
