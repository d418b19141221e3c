import { z } from 'zod'
import { friendlyNameContract } from './deployment.ts'
import { cursorContract, limitContract, pageContract } from './paging.ts'
import { idContract, instantContract } from './scalars.ts'

/** `projects.create`: the procedure that made the change. */
const actionContract = z.string().regex(/^[a-zA-Z]+\.[a-zA-Z]+$/, 'An action is a procedure, such as projects.create.')

/** `Project`: the model of what was changed. */
const targetTypeContract = z.string().regex(/^[A-Z][a-zA-Z]{1,49}$/, 'A target is a model, such as Project.')

/** One change of a shared thing. Values are shown only of fields that hold nothing personal; the others are named in changedPaths. */
const auditEventContract = z.object({
  id: idContract,
  actorId: idContract,
  action: z.string(),
  /** `id` is a Deployment's name, everything else's id. */
  target: z.object({ type: z.string(), id: z.string() }),
  /** The former values; null when it was made, or only read. */
  before: z.record(z.string(), z.unknown()).nullable(),
  /** The new values, or what a reading asked for; null when it was deleted. */
  after: z.record(z.string(), z.unknown()).nullable(),
  changedPaths: z.array(z.string()),
  at: instantContract,
  requestId: z.string(),
})

export const auditPageContract = pageContract(auditEventContract)

export const listAuditInput = z.strictObject({
  action: actionContract.optional(),
  targetType: targetTypeContract.optional(),
  targetId: z.union([idContract, friendlyNameContract]).optional(),
  actorId: idContract.optional(),
  /** Inclusive. */
  from: instantContract.optional(),
  /** Exclusive. */
  to: instantContract.optional(),
  cursor: cursorContract.nullish(),
  limit: limitContract.optional(),
})

export type AuditEvent = z.infer<typeof auditEventContract>
export type AuditPage = z.infer<typeof auditPageContract>
export type ListAuditInput = z.infer<typeof listAuditInput>
