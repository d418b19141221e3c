import { valueKey } from '../expressions/index.ts'
import { type Memory, MemoryBudget } from '../spill/index.ts'
import type { Collation, Doc, Value } from '../values/types.ts'
import { slices } from './batches.ts'
import { GroupPartitions, partitionOf, readRows } from './group-partitions.ts'
import { accumulate, finishGroup, type Group, type OutputField, startGroup } from './group-state.ts'
import type { Batches } from './stage.ts'

export interface Grouping {
  readonly keyOf: (doc: Doc) => Value
  readonly fields: readonly OutputField[]
  readonly collation: Collation | null
  readonly memory: Memory
}

/** Of a group's key, its accumulators and their places in maps and arrays. */
const GROUP_BYTES = 120
const ACCUMULATOR_BYTES = 100

/** Cut sixteenfold this often, what still does not fit is a few groups that are too large themselves. */
const DEEPEST = 5

/**
 * One document per group. When memory is full no further groups begin there: what belongs to others goes as rows (the key
 * and what the accumulators would be given) into partitions on disk by the key's hash, which are grouped one after another
 * in the same way. Groups that grow with each input send theirs to disk too, and take them back with their partition.
 * `held` are groups begun before, whose further rows are in `input`.
 */
export async function* groupBatches(
  input: Batches,
  grouping: Grouping,
  held: Map<string, Group> = new Map(),
  depth = 0,
): Batches {
  const { keyOf, fields, collation, memory } = grouping
  const budget = new MemoryBudget('$group', memory)
  const groupBytes = GROUP_BYTES + ACCUMULATOR_BYTES * fields.length
  const grows = fields.some(({ accumulator }) => accumulator.holdsInputs)
  let partitions: GroupPartitions | undefined
  for (const { bytes } of held.values()) budget.add(bytes + groupBytes)
  try {
    for await (const batch of input) {
      for (const doc of batch) {
        const id = keyOf(doc)
        const key = valueKey(id, collation)
        let found = held.get(key)
        if (partitions && (!found || grows)) {
          partitions.add(key, id, fields, doc)
          continue
        }
        if (!found) {
          found = startGroup(id, fields)
          held.set(key, found)
          budget.add(2 * key.length + groupBytes)
        }
        accumulate(found, doc, fields, budget)
        budget.check()
        if (depth >= DEEPEST) budget.checkUnspillable()
        else if (!partitions && budget.isFull && memory.spill)
          partitions = await GroupPartitions.create(memory.spill, depth)
      }
      await partitions?.write()
    }
    if (!partitions || !grows) {
      yield* slices([...held.values()].map((found) => finishGroup(found, fields)))
      held.clear()
    }
    if (!partitions) return
    const begun = grows ? byPartition(held, depth) : []
    held.clear()
    for (const [number, file] of partitions.files.entries()) {
      await file.write(true)
      yield* groupBatches(readRows(file), rowsOf(grouping), begun[number], depth + 1)
      begun[number] = new Map()
    }
  } finally {
    await partitions?.remove()
  }
}

function byPartition(held: ReadonlyMap<string, Group>, depth: number): Map<string, Group>[] {
  const parts: Map<string, Group>[] = []
  for (const [key, found] of held) {
    const number = partitionOf(key, depth)
    parts[number] ??= new Map()
    parts[number]?.set(key, found)
  }
  return parts
}

/** The same grouping over rows: the key and the inputs are read instead of being computed. */
const rowsOf = (grouping: Grouping): Grouping => ({
  ...grouping,
  keyOf: (row) => row.get('id') ?? null,
  fields: grouping.fields.map(({ name, accumulator }, index) => ({
    name,
    accumulator: { ...accumulator, input: (row: Doc) => row.get(String(index)) },
  })),
})
