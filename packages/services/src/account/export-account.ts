import type { AccountExport } from '@parley/contracts'
import type { MemberContext } from '../context.ts'
import { storedCollection } from '../erasure/change-documents.ts'
import { findPerson } from '../erasure/find-person.ts'
import { ERASE_RULES } from '../erasure/rules/index.ts'
import { exportEntries } from '../export/export-entries.ts'
import type { ExportEntry } from '../export/export-entry.ts'
import { objectId } from '../object-id.ts'

/** Where the server gives the ZIP to whoever is signed in. */
const DOWNLOAD_PATH = '/api/account/export'

/** What an export of the person who is signed in holds now, and where they download it. */
export async function exportAccount({ ctx }: { ctx: Pick<MemberContext, 'actor'> }): Promise<AccountExport> {
  const person = await findPerson(objectId(ctx.actor.userId))
  const records: Record<string, number> = {}
  for (const { collection, ofPerson } of ERASE_RULES) {
    if (!ofPerson) continue
    const count = await storedCollection(collection).countDocuments(ofPerson(person))
    if (count > 0) records[collection] = count
  }
  return { downloadPath: DOWNLOAD_PATH, records }
}

/** The files of that export, each made while it is read. */
export async function openAccountExport({
  ctx,
}: {
  ctx: Pick<MemberContext, 'actor' | 'now'>
}): Promise<AsyncIterable<ExportEntry>> {
  return exportEntries(await findPerson(objectId(ctx.actor.userId)), ctx.now())
}
