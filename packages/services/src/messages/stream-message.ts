import type { NumberedTurnEvent } from '@parley/assistant'
import type { TurnEvent } from '@parley/contracts'
import type { MemberContext } from '../context.ts'

export type TrackedTurnEvent = { id: string; event: TurnEvent }

export async function* streamMessage({
  ctx,
  input,
  signal,
}: {
  ctx: MemberContext
  input: { conversationId: string; messageId: string; lastEventId?: string | null | undefined }
  signal?: AbortSignal | undefined
}): AsyncGenerator<TrackedTurnEvent, void, undefined> {
  const pending: NumberedTurnEvent[] = []
  if (pending.length === 0)
    throw new Error(`streamMessage is not built yet ${ctx.requestId} ${input.messageId} ${signal?.aborted}`)
  yield { id: '', event: { type: 'text', text: '' } }
}
