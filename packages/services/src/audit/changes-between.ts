/** Kept by the database itself, and the same for every change. */
const BOOKKEEPING = ['_id', '__v', 'organizationId', 'createdAt', 'updatedAt']

interface Changes {
  changedPaths: string[]
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

/**
 * Which fields differ between two states of a record (null: it is not there), with the values of those among `recorded`. Fields that
 * may hold something personal are not recorded and so only named.
 */
export function changesBetween(before: object | null, after: object | null, recorded: readonly string[]): Changes {
  const was = new Map(Object.entries(before ?? {}))
  const is = new Map(Object.entries(after ?? {}))
  const changedPaths = [...new Set([...was.keys(), ...is.keys()])]
    .filter((path) => !BOOKKEEPING.includes(path))
    .filter((path) => JSON.stringify(was.get(path)) !== JSON.stringify(is.get(path)))
    .toSorted()
  const shown = changedPaths.filter((path) => recorded.includes(path))
  const valuesOf = (state: Map<string, unknown>) =>
    Object.fromEntries(shown.filter((path) => state.has(path)).map((path) => [path, state.get(path)]))
  return { changedPaths, before: before && valuesOf(was), after: after && valuesOf(is) }
}
