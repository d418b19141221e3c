import type { TurnStore } from '@parley/assistant'
import type { Message } from '@parley/contracts'
import { Turn } from '@parley/db'
import { objectId } from '../object-id.ts'
import { turnRefOf } from '../turns/turn-ref.ts'

/** What the model is told before an answer that is still to come. */
export async function toldBefore({ id }: Message, { store }: { store: TurnStore }): Promise<string[]> {
  const turn = await Turn.findOne({ messageId: id }).lean()
  const material = turn && (await store.load(turnRefOf(turn, objectId(turn.ownerKey))))
  return material?.history.map(({ text }) => text) ?? []
}
