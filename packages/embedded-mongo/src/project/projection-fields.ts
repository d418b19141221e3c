import { topLevelField } from '../match/index.ts'
import type { Doc } from '../values/index.ts'
import { parseProjection } from './parse-projection.ts'

/** The top-level fields a projection looks at where it also has the stored document; `null` where that is all of the document. */
export function projectionFields(spec: Doc): readonly string[] | null {
  const { isInclusion, entries } = parseProjection(spec)
  if (!isInclusion || entries.some(({ kind }) => kind === 'expression')) return null
  const shown = entries.filter((entry) => entry.kind !== 'operator' || !entry.operator.readsStored)
  return ['_id', ...shown.map(({ path }) => topLevelField(path))]
}
