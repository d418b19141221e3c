import { initTRPC, TRPCError } from '@trpc/server'
import type { ApiContext } from './api-context.ts'
import { describeError, toApiError } from './api-error.ts'

const t = initTRPC.context<ApiContext>().create({
  errorFormatter({ shape, error, ctx }) {
    const data = describeError(error, ctx?.verb.requestId ?? '')
    return { code: shape.code, message: data.userMessage, data }
  },
  sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 } },
})

export const router = t.router

/** Anyone, signed in or not. */
export const publicProcedure = t.procedure.use(async ({ ctx, path, next }) => {
  const result = await next()
  if (!result.ok) throw toApiError(result.error, ctx.verb, path)
  return result
})

/** A signed-in member of the organization the session acts in. Roles are the verbs' matter. */
export const memberProcedure = publicProcedure.use(({ ctx, next }) => {
  const { verb, actor, refreshActor, activateOrganization, idempotencyKey } = ctx
  if (!actor) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'No session' })
  return next({ ctx: { member: { ...verb, actor, refreshActor, activateOrganization, idempotencyKey } } })
})
