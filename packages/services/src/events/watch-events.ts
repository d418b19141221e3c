import { whileAllowed } from '../access/while-allowed.ts'
import type { MemberContext, NumberedUserEvent } from '../context.ts'

/** What changes for the signed-in person, from `lastEventId` on, until `signal` aborts or the session ends. */
export async function* watchEvents({
  ctx,
  input,
  signal,
}: {
  ctx: MemberContext
  input: { lastEventId?: string | null | undefined } | undefined
  signal?: AbortSignal | undefined
}): AsyncGenerator<NumberedUserEvent, void, undefined> {
  yield* whileAllowed(
    ctx,
    signal,
    async () => undefined,
    (allowed) => ctx.events.watch(ctx.actor.userId, input?.lastEventId ?? null, allowed),
  )
}
