import { ApiKey, type ApiKeyRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { NotFoundError } from '../errors.ts'
import { objectId } from '../object-id.ts'

/** Throws NotFoundError for another tenant's API key too. */
export async function loadApiKey(
  actor: Pick<Actor, 'organizationId'>,
  apiKeyId: string,
  session?: ClientSession,
): Promise<ApiKeyRecord> {
  const key = { _id: objectId(apiKeyId), organizationId: objectId(actor.organizationId) }
  const found = await ApiKey.findOne(key, null, { session: session ?? null }).lean()
  if (!found) throw new NotFoundError('API key')
  return found
}
