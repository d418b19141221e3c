import { readFile } from 'node:fs/promises'
import { type MasterKey, parseMasterKeys } from './master-key.ts'

/** Where master keys come from: the environment, a file, later a vault. */
export interface KeySource {
  /** Oldest first; the last one encrypts. Rejects with EncryptionError `bad_key_list`. */
  load(): Promise<MasterKey[]>
}

/** ENCRYPTION_KEYS: `id:base64,id:base64`, oldest first. */
export function environmentKeySource(value: string): KeySource {
  return { load: async () => parseMasterKeys(value) }
}

/** A file with one `id:base64` a line, oldest first. */
export function fileKeySource(path: string): KeySource {
  return { load: async () => parseMasterKeys(await readFile(path, 'utf8')) }
}
