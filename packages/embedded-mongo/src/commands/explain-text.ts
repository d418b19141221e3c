import { Int32 } from 'bson'
import type { TextAccess } from '../plan/index.ts'
import type { Doc, Value } from '../values/index.ts'

/** The stages of a search in a text index: one scan of entries per term, summed, fetched and looked at again. */
export function describeText({ index, query, prefix }: TextAccess, filter: Doc): Doc {
  const scans = [...query.terms].map(
    (term): Doc =>
      new Map<string, Value>([
        ['stage', 'IXSCAN'],
        ['keyPattern', index.spec.get('key') ?? null],
        ['indexName', index.name],
        ['isMultiKey', true],
        ['isUnique', false],
        ['isSparse', true],
        ['isPartial', index.partialFilter !== undefined],
        ['direction', 'forward'],
        ['term', term],
      ]),
  )
  const parsed = new Map<string, Value>([
    ['terms', [...query.exactTerms]],
    ['negatedTerms', [...query.negatedTerms]],
    ['phrases', [...query.phrases]],
    ['negatedPhrases', [...query.negatedPhrases]],
  ])
  return new Map<string, Value>([
    ['stage', 'TEXT_MATCH'],
    ['indexPrefix', prefix],
    ['indexName', index.name],
    ['parsedTextQuery', parsed],
    ['textIndexVersion', new Int32(3)],
    ['filter', filter],
    [
      'inputStage',
      new Map<string, Value>([
        ['stage', 'TEXT_OR'],
        ['inputStages', scans],
      ]),
    ],
  ])
}
