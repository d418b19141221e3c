import { AuditEvent, withTransaction } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { changesBetween } from './changes-between.ts'
import { refusalOf } from './refusal-of.ts'

export type WriteContext = Pick<MemberContext, 'actor' | 'now' | 'requestId'>

interface AuditedChange<Stored> {
  /** The procedure, `projects.create`. */
  action: string
  /** The model's name. */
  targetType: string
  /** Fields that hold nothing personal and no secret: their values are kept. */
  recorded: readonly (keyof Stored & string)[]
}

interface States<Stored> {
  before: Stored | null
  after: Stored | null
}

/**
 * A change of something shared, with its audit event in the same transaction; a change of nothing leaves none. Answers with the new
 * state, or the last one of what was deleted. What a model or a unique index refuses becomes an error of its field.
 */
export async function auditedWrite<Stored extends { _id: Types.ObjectId | string }>(
  ctx: WriteContext,
  { action, targetType, recorded }: AuditedChange<Stored>,
  write: (session: ClientSession) => Promise<States<Stored>>,
): Promise<Stored> {
  try {
    return await withTransaction(async (session) => {
      const { before, after } = await write(session)
      const target = after ?? before
      if (!target) throw new Error(`${action} changed nothing that is there`)
      const changes = changesBetween(before, after, recorded)
      if (changes.changedPaths.length === 0) return target
      const event = {
        organizationId: objectId(ctx.actor.organizationId),
        actorId: objectId(ctx.actor.userId),
        action,
        target: { type: targetType, id: target._id },
        ...changes,
        at: ctx.now(),
        requestId: ctx.requestId,
      }
      await AuditEvent.create([event], { session })
      return target
    })
  } catch (error) {
    throw refusalOf(error) ?? error
  }
}
