import { randomBytes, timingSafeEqual } from 'node:crypto'
import { MongoServerFailure } from '../errors.ts'
import { type Credentials, hmac, sha256 } from './credentials.ts'

/** The client's first message of SCRAM (RFC 5802, section 7). */
export interface ClientFirst {
  readonly userName: string
  readonly nonce: string
  /** Without the GS2 header, as it is signed. */
  readonly bare: string
  readonly header: string
}

/** An exchange that waits for the client's proof. */
export interface Challenge {
  /** The server's first message. */
  readonly message: string
  /** Checks the client's final message; gives the server's, or throws AuthenticationFailed. */
  finish(clientFinal: string): string
}

/** Wrong password, unknown user, broken message: nobody learns which. */
export const authenticationFailed = (): MongoServerFailure =>
  new MongoServerFailure('AuthenticationFailed', 'Authentication failed.')

const NONCE_BYTES = 24
/** Longer messages than any honest client's. */
const MAX_MESSAGE = 4096

export function parseClientFirst(text: string): ClientFirst {
  const [, header, bare, name, nonce] = /^([ny],(?:a=[^,]*)?,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+))$/.exec(text) ?? []
  if (!header || !bare || !name || !nonce || text.length > MAX_MESSAGE || /=(?!2C|3D)/.test(name))
    throw authenticationFailed()
  return { userName: name.replaceAll('=2C', ',').replaceAll('=3D', '='), nonce, bare, header }
}

/** Answers a client's first message with a challenge for `credentials`. */
export function challenge(first: ClientFirst, credentials: Credentials): Challenge {
  const nonce = first.nonce + randomBytes(NONCE_BYTES).toString('base64')
  const salt = Buffer.from(credentials.salt).toString('base64')
  const message = `r=${nonce},s=${salt},i=${credentials.iterations}`
  const withoutProof = `c=${Buffer.from(first.header).toString('base64')},r=${nonce}`
  return {
    message,
    finish(clientFinal) {
      const signed = `${first.bare},${message},${withoutProof}`
      const proof = readProof(clientFinal, withoutProof)
      const signature = hmac(credentials.storedKey, signed)
      const clientKey = proof.map((byte, i) => byte ^ (signature[i] ?? 0))
      if (!timingSafeEqual(sha256(clientKey), credentials.storedKey)) throw authenticationFailed()
      return `v=${hmac(credentials.serverKey, signed).toString('base64')}`
    },
  }
}

function readProof(clientFinal: string, expected: string): Uint8Array {
  const proof = clientFinal.startsWith(`${expected},p=`) ? clientFinal.slice(expected.length + 3) : ''
  const bytes = Buffer.from(proof, 'base64')
  if (bytes.length !== 32 || bytes.toString('base64') !== proof) throw authenticationFailed()
  return bytes
}
