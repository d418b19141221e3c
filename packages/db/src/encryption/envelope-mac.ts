import CryptoJS from 'crypto-js'
import { ENVELOPE_VERSION, type Envelope } from './envelope.ts'
import type { FieldAddress } from './field-address.ts'
import { toBytes, toWords } from './words.ts'

const LENGTH_BYTES = 4

function prefixed(part: string | Buffer): Buffer {
  const bytes = Buffer.from(part)
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}

/**
 * The bytes the MAC covers: nine parts, each behind its length as a 32-bit big-endian number, so that no two different lists of parts
 * read alike.
 */
export function macInput(envelope: Omit<Envelope, 'mac'>, address: FieldAddress): Buffer {
  const parts = [
    ENVELOPE_VERSION,
    envelope.keyId,
    address.model,
    address.recordId,
    address.userId,
    address.platform,
    address.field,
    envelope.iv,
    envelope.ciphertext,
  ]
  return Buffer.concat(parts.map(prefixed))
}

/** HMAC-SHA256 over macInput, 32 bytes. */
export function envelopeMac(macKey: Buffer, envelope: Omit<Envelope, 'mac'>, address: FieldAddress): Buffer {
  return toBytes(CryptoJS.HmacSHA256(toWords(macInput(envelope, address)), toWords(macKey)))
}
