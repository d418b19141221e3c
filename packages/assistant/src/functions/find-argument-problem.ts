import { jsonContract } from '@parley/contracts'

const MAX_DEPTH = 16
const UNSAFE_NAME = /^\$|[.\0]|^(?:__proto__|constructor|prototype)$/

/**
 * Why arguments can't be kept as they are, or null: names that a database or a prototype would take for more than names, numbers beyond
 * what JSON can say again, nesting without end. Such arguments are kept as their text.
 */
export function findArgumentProblem(value: unknown): string | null {
  return (
    findShapeProblem(value, 0) ?? (jsonContract.safeParse(value).success ? null : 'The arguments are not plain JSON.')
  )
}

function findShapeProblem(value: unknown, depth: number): string | null {
  if (typeof value !== 'object' || value === null) return null
  if (depth === MAX_DEPTH) return 'The arguments are nested too deeply.'
  for (const [name, inner] of Object.entries(value)) {
    if (UNSAFE_NAME.test(name))
      return `The arguments have a name that is not allowed: ${JSON.stringify(name.slice(0, 40))}.`
    const problem = findShapeProblem(inner, depth + 1)
    if (problem) return problem
  }
  return null
}
