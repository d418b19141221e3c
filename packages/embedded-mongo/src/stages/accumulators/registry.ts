import { collectingAccumulators } from './collecting.ts'
import type { AccumulatorDefinition } from './definition.ts'
import { percentileAccumulators } from './percentile.ts'
import { rankedAccumulators } from './ranked.ts'
import { simpleAccumulators } from './simple.ts'

/** Every accumulator of `$group`, by name. */
export const accumulators: ReadonlyMap<string, AccumulatorDefinition> = new Map(
  [...simpleAccumulators, ...collectingAccumulators, ...rankedAccumulators, ...percentileAccumulators].map(
    (definition) => [definition.name, definition],
  ),
)
