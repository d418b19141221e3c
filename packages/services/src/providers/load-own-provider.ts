import type { ProviderRecord } from '@parley/db'
import type { ClientSession } from 'mongoose'
import type { Actor } from '../actor.ts'
import { ForbiddenError } from '../errors.ts'
import { loadProvider } from './load-provider.ts'

/** To change it. Throws ForbiddenError for a built-in one. */
export async function loadOwnProvider(
  actor: Pick<Actor, 'organizationId'>,
  providerId: string,
  session: ClientSession,
): Promise<ProviderRecord> {
  const provider = await loadProvider(actor, providerId, session)
  if (provider.organizationId) return provider
  throw new ForbiddenError('A built-in provider', 'This provider is built in. Make one of your own instead.')
}
