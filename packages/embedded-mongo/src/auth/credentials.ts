import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { preparePassword } from './prepare-password.ts'

/** What is kept of a password: enough to check a proof of it, not to give one (RFC 5802, section 3). */
export interface Credentials {
  readonly iterations: number
  readonly salt: Uint8Array
  readonly storedKey: Uint8Array
  readonly serverKey: Uint8Array
}

export const ITERATIONS = 15_000
export const SALT_BYTES = 28
const KEY_BYTES = 32

const derive = promisify(pbkdf2)

export const hmac = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest()

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

/** Salts and hashes a password by PBKDF2-HMAC-SHA-256, off the event loop. */
export async function createCredentials(password: string): Promise<Credentials> {
  const salt = randomBytes(SALT_BYTES)
  const salted = await derive(preparePassword(password), salt, ITERATIONS, KEY_BYTES, 'sha256')
  return {
    iterations: ITERATIONS,
    salt,
    storedKey: sha256(hmac(salted, 'Client Key')),
    serverKey: hmac(salted, 'Server Key'),
  }
}
