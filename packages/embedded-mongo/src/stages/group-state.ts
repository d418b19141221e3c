import type { Accumulator } from '../expressions/accumulators/accumulator.ts'
import { estimateSize, type MemoryBudget } from '../spill/index.ts'
import type { Doc, Value } from '../values/types.ts'
import type { CompiledAccumulator } from './accumulators/definition.ts'

export interface OutputField {
  name: string
  accumulator: CompiledAccumulator
}

/** A group as it grows. */
export interface Group {
  readonly id: Value
  readonly accumulators: readonly Accumulator[]
  /** Of the inputs its accumulators hold. */
  bytes: number
}

export function startGroup(id: Value, fields: readonly OutputField[]): Group {
  const scope: Doc = id instanceof Map ? id : new Map()
  return { id, accumulators: fields.map(({ accumulator }) => accumulator.create(scope)), bytes: 0 }
}

export function accumulate(found: Group, doc: Doc, fields: readonly OutputField[], budget: MemoryBudget): void {
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index]
    if (!field) continue
    const value = field.accumulator.input(doc)
    if (field.accumulator.holdsInputs && value !== undefined) {
      const bytes = estimateSize(value)
      found.bytes += bytes
      budget.add(bytes)
    }
    found.accumulators[index]?.add(value)
  }
}

export function finishGroup(found: Group, fields: readonly OutputField[]): Doc {
  const doc: Doc = new Map([['_id', found.id]])
  fields.forEach(({ name }, index) => {
    doc.set(name, found.accumulators[index]?.result() ?? null)
  })
  return doc
}
