import type { ApiKey, ApiKeyRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { apiKeyFromRecord } from './api-key-view.ts'
import { loadApiKey } from './load-api-key.ts'

/** One API key of the organization. */
export async function getApiKey({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ApiKeyRefInput
}): Promise<ApiKey> {
  return apiKeyFromRecord(await loadApiKey(ctx.actor, input.apiKeyId))
}
