import { Lead, type LeadRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** Throws NotFoundError for another tenant's lead too. */
export async function loadLead(
  actor: Pick<Actor, 'organizationId'>,
  leadId: string,
  session?: ClientSession,
): Promise<LeadRecord> {
  const key = { _id: objectId(leadId), organizationId: objectId(actor.organizationId) }
  const found = await Lead.findOne(key, null, { session: session ?? null }).lean()
  if (!found) throw new NotFoundError('lead')
  return found
}
