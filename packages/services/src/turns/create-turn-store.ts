import type { ModelUsage, TurnMaterial, TurnOutcome, TurnProgress, TurnRef, TurnStore } from '@parley/assistant'
import type { Message } from '@parley/contracts'
import { Turn, withTransaction } from '@parley/db'
import type { VerbContext } from '../context.ts'
import { functionCallToRecord } from '../messages/message-view.ts'
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
  return {
    async load(ref: TurnRef): Promise<TurnMaterial | null> {
      const claim = Turn.findOneAndUpdate(
        leased(ref),
        { $set: { state: 'running', leaseExpiresAt: leaseFrom(ctx.now()) } },
        { returnDocument: 'after' },
      ).lean()
      return loadTurnMaterial(ref, claim.exec(), ctx.settings.defaultModel)
    },

    async renewLease(ref: TurnRef): Promise<boolean> {
      const update = { $set: { leaseExpiresAt: leaseFrom(ctx.now()) } }
      return (await Turn.updateOne(leased(ref), update)).matchedCount === 1
    },

    async save(ref: TurnRef, { text, rounds, parts, lastEventSeq }: TurnProgress): Promise<boolean> {
      const saved = rounds.map((round) => ({ ...round, functionCalls: round.functionCalls.map(functionCallToRecord) }))
      const result = await Turn.updateOne(leased(ref), { $set: { text, rounds: saved, parts, lastEventSeq } })
      return result.matchedCount === 1
    },

    async finish(ref: TurnRef, outcome: TurnOutcome): Promise<Message | null> {
      const message = await withTransaction((session) => endTurn(ref, outcome, ctx.now(), session))
      if (message) await afterTurn(ctx, ref)
      return message
    },

    async park(ref: TurnRef, outcome: TurnOutcome): Promise<Message | null> {
      const message = await withTransaction((session) => endTurn(ref, outcome, ctx.now(), session))
      if (message) publishTurn(ctx, ref)
      return message
    },

    async saveTitle(ref: TurnRef, title: string, usage: ModelUsage): Promise<void> {
      await saveGeneratedTitle(ctx, ref, title, usage)
    },
  }
}
