import { processRevocationResponse, revocationRequest } from 'oauth4webapi'
import type { PlatformSetup } from '../platform.ts'
import { describeServer } from './authorization-server.ts'
import type { OAuthDeps } from './complete-authorization.ts'

/** Takes a grant back at the provider (RFC 7009). False where the provider could not be told; never throws, so wiping goes on. */
export async function revokeGrant(setup: PlatformSetup, token: string, deps: OAuthDeps): Promise<boolean> {
  const { server, client, authentication, request } = describeServer(setup, deps.fetch)
  try {
    await processRevocationResponse(await revocationRequest(server, client, authentication, token, request))
    return true
  } catch {
    return false
  }
}
