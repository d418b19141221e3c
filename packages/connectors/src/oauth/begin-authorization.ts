import { createHash } from 'node:crypto'
import { calculatePKCECodeChallenge, generateRandomCodeVerifier, generateRandomState } from 'oauth4webapi'
import type { Platform, PlatformSetup } from '../platform.ts'
import { buildAuthorizationUrl } from './authorization-url.ts'

/** What to keep of an attempt: the hash, never the state; the verifier encrypted. */
export interface BegunAuthorization {
  authorizationUrl: string
  stateHash: string
  codeVerifier: string
}

/** SHA-256 in hexadecimal: how an attempt is found again without keeping its state. */
export function hashState(state: string): string {
  return createHash('sha256').update(state).digest('hex')
}

/** Derived from the verifier, which only the attempt has, so that it need not be kept besides. */
export function nonceOf(codeVerifier: string): string {
  return createHash('sha256').update(`nonce ${codeVerifier}`).digest('base64url')
}

/** State and verifier are 256 random bits each. */
export async function beginAuthorization(
  platform: Platform,
  setup: PlatformSetup,
  loginHint?: string,
): Promise<BegunAuthorization> {
  const state = generateRandomState()
  const codeVerifier = generateRandomCodeVerifier()
  const codeChallenge = await calculatePKCECodeChallenge(codeVerifier)
  const secrets = { state, codeChallenge, nonce: nonceOf(codeVerifier), loginHint }
  return {
    authorizationUrl: buildAuthorizationUrl(platform, setup, secrets),
    stateHash: hashState(state),
    codeVerifier,
  }
}
