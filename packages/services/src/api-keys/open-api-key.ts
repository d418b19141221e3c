import type { OpenedKey } from '@parley/assistant'
import { ApiKey, decryptField, type KeyRing, Provider } from '@parley/db'
import { objectId } from '../object-id.ts'
import { apiKeyAddress } from './seal-api-key.ts'

/** For the model client alone, at the moment of a request: an active key of the organization, opened. Null where it is gone or off. */
export async function openApiKey(
  keys: KeyRing,
  of: { organizationId: string; apiKeyId: string },
): Promise<OpenedKey | null> {
  const organizationId = objectId(of.organizationId)
  const key = await ApiKey.findOne({ _id: objectId(of.apiKeyId), organizationId, isActive: true })
    .select('+encryptedKey')
    .lean()
  if (!key) return null
  const provider = await Provider.findOne(
    { _id: key.providerId, organizationId: { $in: [null, organizationId] }, isActive: true },
    { apiBaseUrl: 1 },
  ).lean()
  if (!provider) return null
  return { baseUrl: provider.apiBaseUrl, apiKey: decryptField(keys, apiKeyAddress(key._id), key.encryptedKey) }
}
