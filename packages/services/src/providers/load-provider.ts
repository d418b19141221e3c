import { Provider, type ProviderRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** The organization's own or a built-in one. Throws NotFoundError for another tenant's provider too. */
export async function loadProvider(
  actor: Pick<Actor, 'organizationId'>,
  providerId: string,
  session?: ClientSession,
): Promise<ProviderRecord> {
  const key = { _id: objectId(providerId), organizationId: { $in: [null, objectId(actor.organizationId)] } }
  const found = await Provider.findOne(key, null, { session: session ?? null }).lean()
  if (!found) throw new NotFoundError('provider')
  return found
}
