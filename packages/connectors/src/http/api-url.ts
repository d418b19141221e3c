import type { PlatformEndpoints } from '../platform.ts'

/** The base address of one of a platform's APIs. Throws where the setup names none, which is a mistake in the setup. */
export function apiUrl({ apis, issuer }: PlatformEndpoints, name: string): string {
  const url = apis[name]
  if (url === undefined) throw new Error(`The setup of ${issuer} has no address for its ${name} API.`)
  return url
}
