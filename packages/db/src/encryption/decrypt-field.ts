import { timingSafeEqual } from 'node:crypto'
import CryptoJS from 'crypto-js'
import { EncryptionError } from './encryption-error.ts'
import { parseEnvelope } from './envelope.ts'
import { envelopeMac } from './envelope-mac.ts'
import type { FieldAddress } from './field-address.ts'
import type { KeyRing } from './key-ring.ts'
import { toBytes, toWords } from './words.ts'

/**
 * Opens what encryptField sealed at this address. The MAC is compared, in constant time, before anything is decrypted. Throws
 * EncryptionError: `malformed`, `unknown_key` (no live key has this id), `not_authentic` (altered, moved, or another key's).
 */
export function decryptField(ring: KeyRing, address: FieldAddress, envelope: string): string {
  const parsed = parseEnvelope(envelope)
  const keys = ring.byId.get(parsed.keyId)
  if (!keys) {
    throw new EncryptionError('unknown_key', 'This value was encrypted with a key that is not among ENCRYPTION_KEYS.')
  }
  if (!timingSafeEqual(parsed.mac, envelopeMac(keys.macKey, parsed, address))) {
    throw new EncryptionError(
      'not_authentic',
      `The encrypted ${address.model}.${address.field} does not open: it was altered or moved, or key ${keys.id} is not the one that encrypted it.`,
    )
  }
  const words = CryptoJS.AES.decrypt(
    CryptoJS.lib.CipherParams.create({ ciphertext: toWords(parsed.ciphertext) }),
    toWords(keys.cipherKey),
    { iv: toWords(parsed.iv), mode: CryptoJS.mode.CBC, padding: CryptoJS.pad.Pkcs7 },
  )
  return toBytes(words).toString('utf8')
}

/** True where the value should be encrypted again, because a newer key is live. */
export function isSealedByOlderKey(ring: KeyRing, envelope: string): boolean {
  return parseEnvelope(envelope).keyId !== ring.newest.id
}
