import { storedCollection } from '../erasure/change-documents.ts'
import type { EraseRule } from '../erasure/rules/erase-rule.ts'
import type { Person } from '../erasure/subject.ts'

/** Documents are read so many at a time. */
const BATCH = 20

/** What a collection has of a person as a JSON array, document by document; secrets are not read. Ids are text, dates ISO 8601. */
export async function* collectionJson(
  { collection, ofPerson, notExported = [] }: EraseRule,
  person: Person,
): AsyncGenerator<string> {
  yield '['
  if (ofPerson) {
    const projection = Object.fromEntries(notExported.map((path) => [path, 0 as const]))
    let between = '\n'
    for await (const document of storedCollection(collection).find(ofPerson(person), {
      projection,
      batchSize: BATCH,
    })) {
      yield `${between}${JSON.stringify(document, null, 2)}`
      between = ',\n'
    }
  }
  yield '\n]\n'
}
