import { EncryptionError } from './encryption-error.ts'

export const ENVELOPE_VERSION = 'v1'
export const IV_BYTES = 16
export const MAC_BYTES = 32
const BLOCK_BYTES = 16

/** `v1.keyId.iv.ciphertext.mac`, the last three in base64url without padding. */
export interface Envelope {
  keyId: string
  iv: Buffer
  ciphertext: Buffer
  mac: Buffer
}

export function formatEnvelope({ keyId, iv, ciphertext, mac }: Envelope): string {
  const encoded = [iv, ciphertext, mac].map((bytes) => bytes.toString('base64url'))
  return [ENVELOPE_VERSION, keyId, ...encoded].join('.')
}

/** Node's decoder skips what it does not know; only the one spelling of the bytes is let through, so every changed character counts. */
function decodeStrictly(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : null
}

/** Throws EncryptionError `malformed`. Says nothing about authenticity. */
export function parseEnvelope(text: string): Envelope {
  const [version, keyId, ...rest] = text.split('.')
  const [iv, ciphertext, mac] = rest.map(decodeStrictly)
  if (
    version !== ENVELOPE_VERSION ||
    !keyId ||
    rest.length !== 3 ||
    iv?.length !== IV_BYTES ||
    mac?.length !== MAC_BYTES ||
    !ciphertext?.length ||
    ciphertext.length % BLOCK_BYTES !== 0
  ) {
    throw new EncryptionError(
      'malformed',
      'This is not an encrypted value of this version, or a part of it is missing.',
    )
  }
  return { keyId, iv, ciphertext, mac }
}
