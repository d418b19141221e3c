import { hkdfSync } from 'node:crypto'
import { EncryptionError } from './encryption-error.ts'
import type { KeySource } from './key-source.ts'
import type { MasterKey } from './master-key.ts'

/** The two keys of one key id: one encrypts, one authenticates; neither is the master key. */
export interface DerivedKeys {
  id: string
  cipherKey: Buffer
  macKey: Buffer
}

/** All live keys. `newest` encrypts; any decrypts what carries its id. */
export interface KeyRing {
  newest: DerivedKeys
  byId: ReadonlyMap<string, DerivedKeys>
}

const KEY_BYTES = 32

/** HKDF-SHA256 (RFC 5869), no salt, the purpose and the key id as info. */
function derive(master: MasterKey, purpose: string): Buffer {
  return Buffer.from(
    hkdfSync('sha256', master.bytes, new Uint8Array(0), `parley v1 ${purpose} ${master.id}`, KEY_BYTES),
  )
}

function deriveKeys(master: MasterKey): DerivedKeys {
  return { id: master.id, cipherKey: derive(master, 'aes-256-cbc'), macKey: derive(master, 'hmac-sha256') }
}

/** Oldest first: the last key is the newest. */
export function createKeyRing(masters: readonly MasterKey[]): KeyRing {
  const keys = masters.map(deriveKeys)
  const newest = keys.at(-1)
  if (!newest) throw new EncryptionError('bad_key_list', 'There is no encryption key.')
  return { newest, byId: new Map(keys.map((key) => [key.id, key])) }
}

export async function loadKeyRing(source: KeySource): Promise<KeyRing> {
  return createKeyRing(await source.load())
}
