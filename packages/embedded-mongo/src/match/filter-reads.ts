import { compileExpression } from '../expressions/index.ts'
import type { Doc } from '../values/index.ts'

/**
 * The paths a filter looks at, each told to `read`; `null` means all of the document. What `$text` is about is not told: whoever matches
 * documents says whether they meet it. `variables`: what `$expr` may use.
 */
export function filterReads(filter: Doc, read: (path: string | null) => void, variables: readonly string[] = []): void {
  for (const [name, value] of filter) {
    if (name === '$and' || name === '$or' || name === '$nor') {
      if (Array.isArray(value)) for (const part of value) if (part instanceof Map) filterReads(part, read, variables)
    } else if (name === '$expr') {
      compileExpression(value, { variables, onRead: read })
    } else if (name !== '$comment' && name !== '$text') {
      read(name.startsWith('$') ? null : name)
    }
  }
}

/** The top-level fields a filter looks at; `null` where that is all of the document. */
export function filterFields(filter: Doc, variables: readonly string[] = []): readonly string[] | null {
  const fields = new Set<string>()
  let isWhole = false
  filterReads(
    filter,
    (path) => {
      if (path === null) isWhole = true
      else fields.add(topLevelField(path))
    },
    variables,
  )
  return isWhole ? null : [...fields]
}

/** The first name of a dotted path. */
export function topLevelField(path: string): string {
  const dot = path.indexOf('.')
  return dot === -1 ? path : path.slice(0, dot)
}
