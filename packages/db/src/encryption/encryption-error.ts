/** What went wrong with a key or an envelope. Never carries key material, plaintext or the envelope itself. */
export type EncryptionErrorCode = 'bad_key_list' | 'unknown_key' | 'wrong_key' | 'malformed' | 'not_authentic'

export class EncryptionError extends Error {
  readonly code: EncryptionErrorCode

  constructor(code: EncryptionErrorCode, message: string) {
    super(message)
    this.name = 'EncryptionError'
    this.code = code
  }
}
