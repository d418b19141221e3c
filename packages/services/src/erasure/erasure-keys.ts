import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { ErasureReceipt } from '@parley/contracts'
import type { KeyRing } from '@parley/db'

type Purpose = 'erasure subject' | 'erasure receipt'

/** HKDF-SHA256 (RFC 5869) from the MAC key, which is itself derived from the master key of that id. Null where that key is not live. */
function keyFor(keys: KeyRing, keyId: string, purpose: Purpose): Buffer | null {
  const derived = keys.byId.get(keyId)
  if (!derived) return null
  return Buffer.from(hkdfSync('sha256', derived.macKey, new Uint8Array(0), `parley v1 ${purpose} ${keyId}`, 32))
}

function hmac(keys: KeyRing, keyId: string, purpose: Purpose, text: string): string | null {
  const key = keyFor(keys, keyId, purpose)
  return key && createHmac('sha256', key).update(text).digest('hex')
}

/** A name for a person or an organization that says nothing without the key: `keyId.hash`. Null where the key is not live any more. */
export function subjectHash(keys: KeyRing, id: string, keyId = keys.newest.id): string | null {
  const hash = hmac(keys, keyId, 'erasure subject', id)
  return hash && `${keyId}.${hash}`
}

/** Which key a subject was hashed with. */
export function keyIdOfHash(hash: string): string {
  return hash.slice(0, hash.lastIndexOf('.'))
}

/** The text that is signed: the receipt's fields in their fixed order, without the signature. */
function signedText(receipt: Omit<ErasureReceipt, 'signature'>): string {
  const { version, id, kind, subject, startedAt, completedAt, revocations, proof, keyId } = receipt
  const counts = Object.fromEntries(Object.entries(receipt.counts).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  const { done, pending } = revocations
  const { documents, left } = proof
  return JSON.stringify([
    version,
    id,
    kind,
    subject,
    startedAt,
    completedAt,
    counts,
    [done, pending],
    [documents, left],
    keyId,
  ])
}

export function signReceipt(keys: KeyRing, unsigned: Omit<ErasureReceipt, 'signature' | 'keyId'>): ErasureReceipt {
  const receipt = { ...unsigned, keyId: keys.newest.id }
  const signature = hmac(keys, receipt.keyId, 'erasure receipt', signedText(receipt))
  if (signature === null) throw new Error('The newest key is not in its own ring')
  return { ...receipt, signature }
}

/** False also where its key is not live any more. */
export function isReceiptGenuine(keys: KeyRing, receipt: ErasureReceipt): boolean {
  const expected = hmac(keys, receipt.keyId, 'erasure receipt', signedText(receipt))
  if (expected === null || expected.length !== receipt.signature.length) return false
  return timingSafeEqual(Buffer.from(expected), Buffer.from(receipt.signature))
}
