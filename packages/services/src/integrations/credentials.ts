import type { TokenSet } from '@parley/connectors'
import type { PlatformName } from '@parley/contracts'
import { decryptField, encryptField, type KeyRing } from '@parley/db'
import type { Types } from 'mongoose'

/** Whose tokens they are: part of what is authenticated. */
export interface CredentialOwner {
  _id: Types.ObjectId
  userId: Types.ObjectId
  platform: PlatformName
}

interface StoredCredentials {
  accessToken?: string | null | undefined
  refreshToken?: string | null | undefined
  tokenExpiry?: Date | null | undefined
  scope: string[]
}

function addressOf({ _id, userId, platform }: CredentialOwner, field: 'accessToken' | 'refreshToken') {
  return {
    model: 'PlatformIntegration',
    recordId: _id.toHexString(),
    userId: userId.toHexString(),
    platform,
    field: `credentials.${field}`,
  }
}

/** Tokens as they are stored. The access token's envelope is new every time: it is the revision conditional writes compare. */
export function sealTokens(keys: KeyRing, owner: CredentialOwner, tokens: TokenSet) {
  return {
    accessToken: encryptField(keys, addressOf(owner, 'accessToken'), tokens.accessToken),
    refreshToken: encryptField(keys, addressOf(owner, 'refreshToken'), tokens.refreshToken),
    scope: tokens.scope,
    ...(tokens.expiresAt && { tokenExpiry: tokens.expiresAt }),
  }
}

/** Null where there are none. Throws EncryptionError. */
export function openTokens(keys: KeyRing, owner: CredentialOwner, stored: StoredCredentials): TokenSet | null {
  const { accessToken, refreshToken, tokenExpiry, scope } = stored
  if (!accessToken || !refreshToken) return null
  return {
    accessToken: decryptField(keys, addressOf(owner, 'accessToken'), accessToken),
    refreshToken: decryptField(keys, addressOf(owner, 'refreshToken'), refreshToken),
    expiresAt: tokenExpiry ?? null,
    scope,
  }
}

/** The verifier of an attempt, between its start and its callback. */
export function verifierAddress(owner: CredentialOwner) {
  return {
    model: 'OAuthAttempt',
    recordId: owner._id.toHexString(),
    userId: owner.userId.toHexString(),
    platform: owner.platform,
    field: 'codeVerifier',
  }
}
