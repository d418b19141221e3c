import { ApiKey } from '../models/api-key.ts'
import { EncryptionKeyCheck } from '../models/encryption-key-check.ts'
import { Erasure } from '../models/erasure.ts'
import { PlatformIntegration } from '../models/platform-integration.ts'
import { Tool } from '../models/tool.ts'
import { ENVELOPE_VERSION } from './envelope.ts'
import { makeKeyCheck, verifyKeyCheck } from './key-check.ts'
import type { KeyRing } from './key-ring.ts'

/** Key ids are letters, digits, `_` and `-`, so there is nothing in them that a pattern would read otherwise. */
function sealedBy(keyId: string) {
  return { $regex: `^${ENVELOPE_VERSION}\\.${keyId}\\.` }
}

async function isInUse(keyId: string): Promise<boolean> {
  const found = await PlatformIntegration.exists({
    $or: [{ 'credentials.accessToken': sealedBy(keyId) }, { 'credentials.refreshToken': sealedBy(keyId) }],
  })
  if (found !== null || (await ApiKey.exists({ encryptedKey: sealedBy(keyId) })) !== null) return true
  if ((await Tool.exists({ signingSecret: sealedBy(keyId) })) !== null) return true
  return (await Erasure.exists({ 'pendingRevocations.refreshToken': sealedBy(keyId) })) !== null
}

/**
 * For every start, before anything is served: each key must be the one this database knows under its id. New ids are noted; an id that
 * is gone from the ring is forgotten once nothing is sealed with it. Throws EncryptionError `wrong_key` or `unknown_key`.
 */
export async function checkStoredKeys(ring: KeyRing): Promise<void> {
  for (const { _id: keyId, check } of await EncryptionKeyCheck.find().lean()) {
    if (!ring.byId.has(keyId) && !(await isInUse(keyId))) await EncryptionKeyCheck.deleteOne({ _id: keyId })
    else verifyKeyCheck(ring, keyId, check)
  }
  for (const keyId of ring.byId.keys()) {
    const update = { $setOnInsert: { check: makeKeyCheck(ring, keyId) } }
    const stored = await EncryptionKeyCheck.findOneAndUpdate({ _id: keyId }, update, {
      upsert: true,
      returnDocument: 'after',
    }).lean()
    if (stored) verifyKeyCheck(ring, keyId, stored.check)
  }
}
