import { isNumber, toDouble } from '../values/index.ts'
import type { Doc, Value } from '../values/types.ts'

/** The beginning of a pipeline as a find: filter, then sort, then skip, then limit. `rest` is what is left to run. */
export interface Pushdown {
  filter?: Doc
  sort?: Doc
  skip?: number
  limit?: number
  rest: Doc[]
}

/** Takes the leading `$match`, `$sort`, `$skip` and `$limit` off a pipeline as far as they mean what a find means. */
export function findPushdown(stages: readonly Doc[]): Pushdown {
  const found: Pushdown = { rest: [] }
  const filters: Doc[] = []
  let taken = 0
  for (const stage of stages) {
    const [entry] = stage
    if (!entry || !take(entry[0], entry[1], found, filters)) break
    taken++
  }
  const [only] = filters
  if (only) found.filter = filters.length === 1 ? only : new Map([['$and', filters]])
  found.rest = stages.slice(taken)
  return found
}

function take(name: string, argument: Value, found: Pushdown, filters: Doc[]): boolean {
  const cut = found.skip !== undefined || found.limit !== undefined
  switch (name) {
    case '$match':
      if (cut || !(argument instanceof Map)) return false
      filters.push(argument)
      return true
    case '$sort':
      if (cut || found.sort || !(argument instanceof Map)) return false
      found.sort = argument
      return true
    case '$skip':
      if (cut || !isNumber(argument)) return false
      found.skip = toDouble(argument)
      return true
    case '$limit':
      if (!isNumber(argument)) return false
      found.limit = Math.min(found.limit ?? Number.POSITIVE_INFINITY, toDouble(argument))
      return true
    default:
      return false
  }
}
