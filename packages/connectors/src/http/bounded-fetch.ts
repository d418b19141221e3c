export interface FetchLimits {
  timeoutMs: number
  maxBytes: number
}

/** What a provider sent was longer than it may be. */
export class ResponseTooLargeError extends Error {}

async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw new ResponseTooLargeError(`The response is longer than ${maxBytes} bytes.`)
    chunks.push(chunk)
  }
  return Uint8Array.from(Buffer.concat(chunks))
}

/**
 * A fetch that ends: the whole exchange, body included, within timeoutMs and maxBytes. Redirects are never followed, since a token
 * could be carried to another host. Rejects as fetch does, or with ResponseTooLargeError.
 */
export function createBoundedFetch(fetcher: typeof fetch, { timeoutMs, maxBytes }: FetchLimits): typeof fetch {
  return async (input, init) => {
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout
    const response = await fetcher(input, { ...init, signal, redirect: 'manual' })
    const body = await readBounded(response, maxBytes)
    const { status, statusText, headers } = response
    return new Response(status === 204 || status === 304 ? null : body, { status, statusText, headers })
  }
}
