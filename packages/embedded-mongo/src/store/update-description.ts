import { Int32 } from 'bson'
import { type Doc, identicalValues, type Value } from '../values/index.ts'

interface Difference {
  updated: Doc
  removed: string[]
  truncated: Doc[]
}

/**
 * What a change stream says of an update: dotted paths set, paths removed, arrays cut
 * (source: https://www.mongodb.com/docs/manual/reference/change-events/update/).
 */
export function describeUpdate(before: Doc, after: Doc): [string, Value][] {
  const found: Difference = { updated: new Map(), removed: [], truncated: [] }
  compareDocuments('', before, after, found)
  return [
    ['updatedFields', found.updated],
    ['removedFields', found.removed],
    ['truncatedArrays', found.truncated],
  ]
}

function compareDocuments(prefix: string, before: Doc, after: Doc, found: Difference): void {
  for (const name of before.keys()) if (!after.has(name)) found.removed.push(prefix + name)
  for (const [name, value] of after) compareField(prefix + name, before.get(name), value, found)
}

function compareField(path: string, before: Value | undefined, after: Value, found: Difference): void {
  if (before !== undefined && identicalValues(before, after)) return
  if (before instanceof Map && after instanceof Map && before.size > 0 && after.size > 0)
    compareDocuments(`${path}.`, before, after, found)
  else if (Array.isArray(before) && Array.isArray(after) && isPatchShorter(before, after))
    compareArrays(path, before, after, found)
  else found.updated.set(path, after)
}

function compareArrays(path: string, before: readonly Value[], after: readonly Value[], found: Difference): void {
  for (const [i, value] of after.entries()) compareField(`${path}.${i}`, before[i], value, found)
  if (after.length < before.length)
    found.truncated.push(
      new Map<string, Value>([
        ['field', path],
        ['newSize', new Int32(after.length)],
      ]),
    )
}

/** An array is described element by element where more than half of it stays as it was. */
function isPatchShorter(before: readonly Value[], after: readonly Value[]): boolean {
  let same = 0
  for (const [i, value] of after.entries()) if (identicalValues(before[i], value)) same += 1
  return same * 2 > after.length
}
