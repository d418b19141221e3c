import { hash, verify } from '@node-rs/bcrypt'
import { MAX_PASSWORD_BYTES } from './credentials.ts'

const COST = 11

/** bcrypt, off the main thread. Throws on more than 72 bytes, which bcrypt itself would cut in silence. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, { cost: COST, rejectLongPasswords: true })
}

/** False for a wrong password and for one no account can have. */
export async function verifyPassword(input: { hash: string; password: string }): Promise<boolean> {
  if (Buffer.byteLength(input.password, 'utf8') > MAX_PASSWORD_BYTES) return false
  return verify(input.password, input.hash)
}
