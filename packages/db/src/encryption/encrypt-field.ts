import { randomBytes } from 'node:crypto'
import CryptoJS from 'crypto-js'
import { formatEnvelope, IV_BYTES } from './envelope.ts'
import { envelopeMac } from './envelope-mac.ts'
import type { FieldAddress } from './field-address.ts'
import type { DerivedKeys, KeyRing } from './key-ring.ts'
import { toBytes, toWords } from './words.ts'

/** AES-256-CBC with PKCS #7 under the given IV, then the MAC. Everything else calls encryptField, whose IV is random. */
export function sealEnvelope(keys: DerivedKeys, address: FieldAddress, plaintext: string, iv: Buffer): string {
  const encrypted = CryptoJS.AES.encrypt(toWords(Buffer.from(plaintext, 'utf8')), toWords(keys.cipherKey), {
    iv: toWords(iv),
    mode: CryptoJS.mode.CBC,
    padding: CryptoJS.pad.Pkcs7,
  })
  const sealed = { keyId: keys.id, iv, ciphertext: toBytes(encrypted.ciphertext) }
  return formatEnvelope({ ...sealed, mac: envelopeMac(keys.macKey, sealed, address) })
}

/** Encrypts one field's text with the newest key: `v1.keyId.iv.ciphertext.mac`. It opens only at the same address. */
export function encryptField(ring: KeyRing, address: FieldAddress, plaintext: string): string {
  return sealEnvelope(ring.newest, address, plaintext, randomBytes(IV_BYTES))
}
