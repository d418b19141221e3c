/** How many records are dealt with at once. */
export const BATCH = 200

/** What a cursor gives, in arrays of at most `size`. The cursor is closed when the caller leaves early. */
export async function* inBatches<Item>(cursor: AsyncIterable<Item>, size = BATCH): AsyncGenerator<Item[]> {
  let batch: Item[] = []
  for await (const item of cursor) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
