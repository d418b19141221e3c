import { type ApiContext, appRouter } from '@parley/api'
import type { Auth } from '@parley/auth'
import type { VerbContext } from '@parley/services'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { Context } from 'hono'
import type { HttpContext } from './http-context.ts'
import { answerError } from './http-error.ts'

export const MAX_BATCH = 10

export interface TrpcParts {
  auth: Auth
  startDemo: (clientAddress: string, responseHeaders: Headers) => ReturnType<Auth['startDemo']>
  verb: Omit<VerbContext, 'requestId' | 'log'>
}

/** Procedures over HTTP: queries by GET, up to ten in a batch; mutations by POST, one at a time. */
export function trpcRoute({ auth, startDemo, verb }: TrpcParts) {
  return async (c: Context<HttpContext>): Promise<Response> => {
    const { method, path } = c.req
    if (method !== 'GET' && method !== 'POST')
      return answerError(c, 'METHOD_NOT_SUPPORTED', 'This address does not take this kind of request.')
    if (method === 'POST' && !/^application\/json(?:;|$)/i.test(c.req.header('content-type') ?? ''))
      return answerError(c, 'BAD_REQUEST', 'Send JSON, with the content type application/json.')
    const isBatch = c.req.query('batch') !== undefined
    const batchSize = path.split(',').length
    if (isBatch && method === 'POST')
      return answerError(c, 'BAD_REQUEST', 'Changes are sent one at a time, not in a batch.')
    if (batchSize > MAX_BATCH) return answerError(c, 'BAD_REQUEST', `At most ${MAX_BATCH} questions fit in one batch.`)
    const { headers } = c.req.raw
    const readActor = () => auth.readActor(headers)
    return fetchRequestHandler({
      endpoint: '/trpc',
      req: c.req.raw,
      router: appRouter,
      maxBatchSize: MAX_BATCH,
      createContext: async ({ resHeaders }): Promise<ApiContext> => ({
        verb: {
          ...verb,
          requestId: c.get('requestId'),
          log: c.get('log'),
          client: { ipAddress: c.get('clientAddress'), userAgent: headers.get('user-agent') ?? '' },
        },
        actor: await readActor(),
        refreshActor: readActor,
        activateOrganization: (organizationId) => auth.activateOrganization(headers, organizationId),
        idempotencyKey: headers.get('idempotency-key'),
        responseHeaders: resHeaders,
        startDemo: (responseHeaders) => startDemo(c.get('clientAddress'), responseHeaders),
      }),
    })
  }
}
