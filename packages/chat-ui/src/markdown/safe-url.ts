const SAFE_PROTOCOLS = new Set(['http:', 'https:', 'mailto:'])

/**
 * The address of a link in an answer, or null when it must not be followed. Only absolute http, https and mailto addresses pass: a
 * relative one would point into the product the chat sits in, and the model does not know that product's addresses.
 */
export function safeUrl(address: string | undefined): string | null {
  if (!address) return null
  try {
    const url = new URL(address)
    return SAFE_PROTOCOLS.has(url.protocol) ? url.href : null
  } catch {
    return null
  }
}
