import { encryptField, type FieldAddress, type KeyRing } from '@parley/db'
import type { Types } from 'mongoose'
import type { WriteContext } from '../audit/audited-write.ts'

export type KeyWriteContext = WriteContext & { keys: KeyRing }

/** Where a provider's key opens: in its own record only. */
export function apiKeyAddress(_id: Types.ObjectId): FieldAddress {
  return { model: 'ApiKey', recordId: _id.toHexString(), userId: '', platform: '', field: 'encryptedKey' }
}

/** A provider's key as it is stored. */
export function sealApiKey(keys: KeyRing, _id: Types.ObjectId, key: string) {
  return { encryptedKey: encryptField(keys, apiKeyAddress(_id), key), lastFour: key.slice(-4) }
}
