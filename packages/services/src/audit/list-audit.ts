import { type AuditEvent, type AuditPage, DEFAULT_PAGE_LIMIT, idContract, type ListAuditInput } from '@parley/contracts'
import { AuditEvent as AuditEventModel, type AuditEventRecord } from '@parley/db'
import { z } from 'zod'
import { requireAdmin } from '../access/require-admin.ts'
import type { MemberContext } from '../context.ts'
import { objectId } from '../object-id.ts'
import { formatInstantCursor, parseInstantCursor } from '../paging/instant-cursor.ts'
import { olderThan } from '../paging/older-than.ts'
import { pageOf } from '../paging/page-of.ts'

/** The organization's changes, the newest first; for its admins and owners. Nothing changes them. */
export async function listAudit({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ListAuditInput
}): Promise<AuditPage> {
  requireAdmin(ctx.actor)
  const limit = input.limit ?? DEFAULT_PAGE_LIMIT
  const found = await AuditEventModel.find({
    organizationId: objectId(ctx.actor.organizationId),
    ...(input.action !== undefined && { action: input.action }),
    ...(input.targetType !== undefined && { 'target.type': input.targetType }),
    ...(input.targetId !== undefined && { 'target.id': targetIds(input.targetId) }),
    ...(input.actorId !== undefined && { actorId: objectId(input.actorId) }),
    ...((input.from !== undefined || input.to !== undefined) && { at: between(input.from, input.to) }),
    ...(input.cursor != null && olderThan('at', parseInstantCursor(input.cursor))),
  })
    .sort({ at: -1, _id: -1 })
    .limit(limit + 1)
    .lean()
  return pageOf(found, limit, eventFromRecord, ({ at, _id: id }) => formatInstantCursor({ at, id }))
}

/** A Deployment's name may look like an id. */
function targetIds(id: string) {
  return idContract.safeParse(id).success ? { $in: [objectId(id), id] } : id
}

function between(from: string | undefined, to: string | undefined) {
  return { ...(from !== undefined && { $gte: new Date(from) }), ...(to !== undefined && { $lt: new Date(to) }) }
}

const values = z.record(z.string(), z.unknown()).nullable()

/** As the API shows them: ids and dates as text. */
function valuesFromRecord(stored: unknown) {
  return values.parse(JSON.parse(JSON.stringify(stored)))
}

function eventFromRecord({ _id, actorId, action, target, ...rest }: AuditEventRecord): AuditEvent {
  return {
    id: _id.toHexString(),
    actorId: actorId.toHexString(),
    action,
    target: { type: target.type, id: String(target.id) },
    before: valuesFromRecord(rest.before),
    after: valuesFromRecord(rest.after),
    changedPaths: rest.changedPaths,
    at: rest.at.toISOString(),
    requestId: rest.requestId,
  }
}
