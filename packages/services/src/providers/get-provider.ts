import type { Provider, ProviderRefInput } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { loadProvider } from './load-provider.ts'
import { providerFromRecord } from './provider-view.ts'

/** One provider of the organization. */
export async function getProvider({
  ctx,
  input,
}: {
  ctx: Pick<MemberContext, 'actor'>
  input: ProviderRefInput
}): Promise<Provider> {
  return providerFromRecord(await loadProvider(ctx.actor, input.providerId))
}
