import type { MemberContext } from '../context.ts'
import { UnauthorizedError } from '../errors.ts'

const RECHECK_MS = 60_000

/**
 * Passes on what `open` yields while session, membership and `check` hold; they are asked again every minute, and the first that
 * no longer does ends the subscription with its error.
 */
export async function* whileAllowed<Item>(
  ctx: MemberContext,
  signal: AbortSignal | undefined,
  check: () => Promise<unknown>,
  open: (signal: AbortSignal) => AsyncIterable<Item>,
): AsyncGenerator<Item, void, undefined> {
  const ended = new AbortController()
  let refusal: unknown
  const recheck = async () => {
    const actor = await ctx.refreshActor()
    if (actor?.organizationId !== ctx.actor.organizationId) throw new UnauthorizedError('The session has ended')
    await check()
  }
  const timer = setInterval(() => {
    recheck().catch((error: unknown) => {
      refusal = error
      ended.abort()
    })
  }, RECHECK_MS)
  timer.unref()
  try {
    yield* open(signal ? AbortSignal.any([signal, ended.signal]) : ended.signal)
    if (refusal !== undefined) throw refusal
  } finally {
    clearInterval(timer)
    ended.abort()
  }
}
