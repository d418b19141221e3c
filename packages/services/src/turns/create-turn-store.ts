import type { ModelUsage, TurnMaterial, TurnOutcome, TurnProgress, TurnRef, TurnStore } from '@parley/assistant'
import type { Message } from '@parley/contracts'
import { Turn, withTransaction } from '@parley/db'
import type { VerbContext } from '../context.ts'
import { functionCallToRecord } from '../messages/message-view.ts'
import { objectId } from '../object-id.ts'
import { countCalls } from '../tools/count-calls.ts'
import { afterTurn, publishTurn } from './after-turn.ts'
import { endTurn } from './end-turn.ts'
import { loadTurnMaterial } from './load-turn-material.ts'
import { saveGeneratedTitle } from './save-generated-title.ts'
import { heldTurn } from './turn-ref.ts'
import { LEASED_STATES, leaseFrom } from './turn-rules.ts'

export type TurnStoreContext = Pick<VerbContext, 'now' | 'events' | 'log' | 'settings'>

/** Where the assistant keeps its turns: every write holds only for the attempt and server that `ref` names. */
export function createTurnStore(ctx: TurnStoreContext): TurnStore {
  const leased = (ref: TurnRef) => ({ ...heldTurn(ref), state: { $in: LEASED_STATES } })
  const markRunning = (ref: TurnRef) =>
    Turn.updateOne(leased(ref), { $set: { state: 'running', leaseExpiresAt: leaseFrom(ctx.now()) } }).exec()
  /** After the commit: nobody waits on a tool's numbers, and an answer is not written again for them. */
  const countEnded = (ref: TurnRef, { endedCalls }: TurnOutcome) =>
    countCalls(objectId(ref.organizationId), endedCalls, ctx.now()).catch((err) =>
      ctx.log.warn({ err, turnId: ref.turnId }, 'Calls of tools could not be counted'),
    )
  return {
    async load(ref: TurnRef): Promise<TurnMaterial | null> {
      const held = Turn.findOne(leased(ref)).lean().exec()
      // Nobody waits for this write: the lease was taken when the turn was written, and every later write asks for it again.
      markRunning(ref).catch((err) =>
        ctx.log.warn({ err, turnId: ref.turnId }, 'A turn could not be marked as running'),
      )
      return loadTurnMaterial(ref, held, ctx.settings.defaultModel)
    },

    async renewLease(ref: TurnRef): Promise<boolean> {
      const update = { $set: { leaseExpiresAt: leaseFrom(ctx.now()) } }
      return (await Turn.updateOne(leased(ref), update)).matchedCount === 1
    },

    async save(ref: TurnRef, { text, rounds, parts, lastEventSeq }: TurnProgress): Promise<boolean> {
      const saved = rounds.map((round) => ({ ...round, functionCalls: round.functionCalls.map(functionCallToRecord) }))
      const result = await Turn.updateOne(leased(ref), {
        $set: { state: 'running', text, rounds: saved, parts, lastEventSeq },
      })
      return result.matchedCount === 1
    },

    async finish(ref: TurnRef, outcome: TurnOutcome): Promise<Message | null> {
      const ended = await withTransaction((session) => endTurn(ref, outcome, ctx.now(), session))
      if (ended) await Promise.all([afterTurn(ctx, ref, ended), countEnded(ref, outcome)])
      return ended?.message ?? null
    },

    async park(ref: TurnRef, outcome: TurnOutcome): Promise<Message | null> {
      const parked = await withTransaction((session) => endTurn(ref, outcome, ctx.now(), session))
      if (!parked) return null
      publishTurn(ctx, ref)
      await countEnded(ref, outcome)
      return parked.message
    },

    async saveTitle(ref: TurnRef, title: string, usage: ModelUsage): Promise<void> {
      await saveGeneratedTitle(ctx, ref, title, usage)
    },
  }
}
