import type { MemberContext, NumberedUserEvent } from '../context.ts'

export async function* watchEvents({
  ctx,
  input,
  signal,
}: {
  ctx: MemberContext
  input: { lastEventId?: string | null | undefined } | undefined
  signal?: AbortSignal | undefined
}): AsyncGenerator<NumberedUserEvent, void, undefined> {
  yield* ctx.events.watch(ctx.actor.userId, input?.lastEventId ?? null, signal ?? new AbortController().signal)
}
