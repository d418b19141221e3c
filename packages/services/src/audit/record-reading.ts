import { AuditEvent } from '@parley/db'
import type { Types } from 'mongoose'
import { objectId } from '../object-id.ts'
import type { WriteContext } from './audited-write.ts'

interface Reading {
  /** The procedure, `feedback.get`. */
  action: string
  /** What was read: the model's name and its id; of a list, the organization's. */
  target: { type: string; id: Types.ObjectId }
  /** The filter of a list, which holds ids, names of kinds and moments only. */
  asked?: Record<string, unknown>
}

/**
 * Notes that somebody reads what another person said, one event a call: who, what and in which request, never what they saw. It changes
 * nothing, so there is no former value and no changed path; `after` is what was asked for. Without the note nothing is answered.
 */
export async function recordReading(ctx: WriteContext, { action, target, asked }: Reading): Promise<void> {
  await AuditEvent.create([
    {
      organizationId: objectId(ctx.actor.organizationId),
      actorId: objectId(ctx.actor.userId),
      action,
      target,
      before: null,
      after: asked ?? null,
      changedPaths: [],
      at: ctx.now(),
      requestId: ctx.requestId,
    },
  ])
}
