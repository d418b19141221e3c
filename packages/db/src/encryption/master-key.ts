import { randomBytes } from 'node:crypto'
import { EncryptionError } from './encryption-error.ts'

export const MASTER_KEY_BYTES = 32

/** One master key. Its id stands in every envelope it sealed, so it must stay what it was. */
export interface MasterKey {
  id: string
  bytes: Uint8Array
}

const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/
const FORM = 'ENCRYPTION_KEYS must be `id:key` pairs separated by commas or new lines, each key 32 bytes in base64'

/** Reads `id:base64` pairs, oldest first. Throws EncryptionError `bad_key_list`, naming the place and never the key. */
export function parseMasterKeys(text: string): MasterKey[] {
  const entries = text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  if (entries.length === 0) throw new EncryptionError('bad_key_list', `${FORM}; there is none.`)
  const seen = new Set<string>()
  return entries.map((entry, index) => {
    const colon = entry.indexOf(':')
    const id = entry.slice(0, Math.max(colon, 0))
    const encoded = entry.slice(colon + 1)
    const bytes = Buffer.from(encoded, 'base64')
    const isBase64 = /^[A-Za-z0-9+/_-]+={0,2}$/.test(encoded)
    if (!KEY_ID.test(id) || !isBase64 || bytes.byteLength !== MASTER_KEY_BYTES) {
      throw new EncryptionError('bad_key_list', `${FORM}; entry ${index + 1} is not.`)
    }
    if (seen.has(id)) throw new EncryptionError('bad_key_list', `ENCRYPTION_KEYS names the key ${id} twice.`)
    seen.add(id)
    return { id, bytes }
  })
}

/** A new key as the text that ENCRYPTION_KEYS and the key file take. */
export function generateMasterKeyEntry(id: string): string {
  return `${id}:${randomBytes(MASTER_KEY_BYTES).toString('base64')}`
}
