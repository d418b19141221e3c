export { type DocumentSummary, encodeSummary, readSummary } from './document-summary.ts'
export { hashText } from './hash-text.ts'
export { findLanguage } from './language.ts'
export {
  isLong,
  mayContain,
  type PhraseTraces,
  pairHashes,
  phrasePairs,
  phraseSignature,
  SIGNATURE_BYTES,
} from './phrase-signature.ts'
export { scoreDocument } from './score.ts'
export { TextClause, textIndexRequired } from './text-clause.ts'
export { textFields, textPaths } from './text-fields.ts'
export { readTextIndex, type TextIndex } from './text-index.ts'
export { compileTextQuery, parseTextArgument, type TextQuery } from './text-query.ts'
