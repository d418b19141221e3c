import { copyTextScore } from '../expressions/index.ts'
import type { Doc } from '../values/types.ts'
import type { Batches, Stage } from './stage.ts'

const FIRST_BATCH = 16
const LARGEST_BATCH = 256

/** Gathers documents into batches, small ones first, so that a `$limit` behind does not read far ahead. */
export async function* toBatches(input: AsyncIterable<Doc> | Iterable<Doc>): Batches {
  let size = FIRST_BATCH
  let batch: Doc[] = []
  if (Symbol.iterator in input) {
    for (const doc of input) {
      if (batch.push(doc) < size) continue
      yield batch
      batch = []
      size = Math.min(size * 2, LARGEST_BATCH)
    }
  } else {
    for await (const doc of input) {
      if (batch.push(doc) < size) continue
      yield batch
      batch = []
      size = Math.min(size * 2, LARGEST_BATCH)
    }
  }
  if (batch.length > 0) yield batch
}

export async function* fromBatches(input: Batches): AsyncGenerator<Doc, void, undefined> {
  for await (const batch of input) yield* batch
}

export async function collect(input: Batches): Promise<Doc[]> {
  const all: Doc[] = []
  for await (const batch of input) for (const doc of batch) all.push(doc)
  return all
}

/** Cuts a finished result into batches. */
export function* slices(docs: readonly Doc[]): Generator<Doc[], void, undefined> {
  for (let start = 0; start < docs.length; start += LARGEST_BATCH) yield docs.slice(start, start + LARGEST_BATCH)
}

/** A stage that turns each document into none, one or several, in order, and keeps nothing. */
export function eachDocument(apply: (doc: Doc, emit: (doc: Doc) => void) => void): Stage {
  return {
    async *run(input) {
      for await (const batch of input) {
        const output: Doc[] = []
        for (const doc of batch) apply(doc, (result) => output.push(copyTextScore(doc, result)))
        if (output.length > 0) yield output
      }
    },
  }
}

/** A stage that replaces each document by one other. */
export function mapDocuments(apply: (doc: Doc) => Doc): Stage {
  return {
    async *run(input) {
      for await (const batch of input) yield batch.map((doc) => copyTextScore(doc, apply(doc)))
    },
  }
}
