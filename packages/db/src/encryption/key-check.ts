import { randomBytes } from 'node:crypto'
import { decryptField } from './decrypt-field.ts'
import { sealEnvelope } from './encrypt-field.ts'
import { EncryptionError } from './encryption-error.ts'
import { IV_BYTES } from './envelope.ts'
import type { KeyRing } from './key-ring.ts'

const KNOWN_TEXT = 'Parley key check'

function addressOf(keyId: string) {
  return { model: 'KeyCheck', recordId: keyId, userId: '', platform: '', field: 'value' }
}

/** What to store once per key id, so that a later start with another key under the same id is noticed at once. */
export function makeKeyCheck(ring: KeyRing, keyId: string): string {
  const keys = ring.byId.get(keyId)
  if (!keys) throw new EncryptionError('unknown_key', `There is no encryption key with the id ${keyId}.`)
  return sealEnvelope(keys, addressOf(keyId), KNOWN_TEXT, randomBytes(IV_BYTES))
}

/** Throws EncryptionError `wrong_key` where the key of this id is another than the one that made the check, `unknown_key` where it is missing. */
export function verifyKeyCheck(ring: KeyRing, keyId: string, check: string): void {
  if (!ring.byId.has(keyId)) {
    throw new EncryptionError(
      'unknown_key',
      `This database holds values encrypted with the key ${keyId}, which is not among ENCRYPTION_KEYS. Add it back, in front of the newer ones.`,
    )
  }
  try {
    if (decryptField(ring, addressOf(keyId), check) === KNOWN_TEXT) return
  } catch (error) {
    if (!(error instanceof EncryptionError)) throw error
  }
  throw new EncryptionError(
    'wrong_key',
    `The key ${keyId} in ENCRYPTION_KEYS is not the one this database was encrypted with. Put the former key back; a new key needs a new id.`,
  )
}
