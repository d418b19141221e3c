import type { Collection } from '../store/catalog.ts'
import type { Statement } from '../store/statement.ts'
import { findViolation } from '../validation/index.ts'
import type { Doc } from '../values/index.ts'
import { Fields } from './arguments.ts'
import type { CommandContext } from './command.ts'
import { refuseDuplicate } from './find-duplicates.ts'
import { checkMeasurement, refuseUpdate } from './time-series.ts'

/** Refuses a document that breaks its collection's rules, or logs it; `before` is what it replaces. */
export function checkDocument(
  context: CommandContext,
  statement: Statement,
  collection: Collection,
  doc: Doc,
  before?: Doc,
): void {
  for (const index of collection.indexes)
    if (index.prepareUnique) refuseDuplicate(statement, collection, index, doc, before)
  if (before) refuseUpdate(collection)
  checkMeasurement(collection, doc)
  const { validation } = collection.settings
  if (!validation || new Fields(context.name, context.body).flag('bypassDocumentValidation')) return
  const violation = findViolation(validation, doc, before)
  if (!violation) return
  if (!validation.onlyWarns) throw violation
  context.server.logger.warn(`a document of ${collection.database}.${collection.name} failed validation`)
}
