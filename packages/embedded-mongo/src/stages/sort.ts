import { parseSortPattern } from '../expressions/index.ts'
import { sortDocuments } from './sort-documents.ts'
import type { StageDefinition } from './stage.ts'

export const sort: StageDefinition = {
  name: '$sort',
  compile(spec, context) {
    const parts = parseSortPattern(spec)
    for (const part of parts) if (!part.isTextScore) context.reads(part.path)
    const { collation, memory } = context
    return {
      run: (input) => sortDocuments(input, parts, { collation, memory }),
      runLimited: (input, limit) => sortDocuments(input, parts, { collation, memory, limit }),
    }
  },
}
