import { Int32 } from 'bson'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MongoServerFailure } from '../errors.ts'
import { type Doc, encodeDocument, type Value } from '../values/index.ts'
import { slowCompare, slowEquals, slowNumber, slowRank } from '../values/slow-order.test-data.ts'
import { smallDoc, smallScalar, smallValue } from '../values/small-values.test-data.ts'
import { compileUpdate } from './index.ts'

const RUNS = { numRuns: process.env.PARLEY_SOAK ? 200_000 : 3000, seed: 20261122 }

const clause = (name: string, value: Value): Doc => new Map([[name, value]])
const path = fc.constantFrom('a', 'b', 'a.a', 'a.b', 'b.a.b', 'a.0', 'a.1.b', 'b.2')
const whole = fc.integer({ min: -3, max: 3 }).map((n) => new Int32(n))
const change = fc.oneof<fc.Arbitrary<{ operator: string; argument: Value }>[]>(
  fc.record({ operator: fc.constantFrom('$set', '$min', '$max', '$addToSet', '$pull'), argument: smallValue }),
  fc.record({ operator: fc.constantFrom('$push', '$unset'), argument: smallScalar }),
  fc.record({ operator: fc.constant('$inc'), argument: whole }),
  fc.record({ operator: fc.constant('$pop'), argument: fc.constantFrom(new Int32(1), new Int32(-1)) }),
  fc.record({
    operator: fc.constant('$addToSet'),
    argument: fc.array(smallScalar, { maxLength: 3 }).map((list) => clause('$each', list)),
  }),
)

test('an update against a slow, obvious reference', () => {
  let changed = 0
  fc.assert(
    fc.property(smallDoc, path, change, (doc, at, { operator, argument }) => {
      const before = hex(doc)
      const expected = outcome(() => reference(doc, at.split('.'), operator, argument))
      const found = outcome(
        () => compileUpdate(clause(operator, clause(at, argument)), { now: new Date(0) }).apply(doc, {}).doc,
      )
      expect(found).toBe(expected)
      expect(hex(doc)).toBe(before)
      if (expected !== before && expected !== 'refused') changed += 1
    }),
    RUNS,
  )
  expect(changed).toBeGreaterThan(RUNS.numRuns / 5)
})

const hex = (doc: Doc) => Buffer.from(encodeDocument(doc)).toString('hex')

/** The document's bytes, or that it is refused. */
function outcome(work: () => Doc): string {
  try {
    return hex(work())
  } catch (error) {
    if (error instanceof Refused || error instanceof MongoServerFailure) return 'refused'
    throw error
  }
}

class Refused extends Error {}

function reference(doc: Doc, parts: readonly string[], operator: string, argument: Value): Doc {
  const changed = at(
    doc,
    parts,
    (value) => applied(operator, argument, value),
    operator !== '$unset' && operator !== '$pull' && operator !== '$pop',
  )
  return changed instanceof Map ? changed : doc
}

/** `value` with what is at the path changed. `undefined`: nothing there, before and after. */
function at(
  value: Value | undefined,
  parts: readonly string[],
  change: (value: Value | undefined) => Value | undefined,
  creates: boolean,
): Value | undefined {
  const [name, ...rest] = parts
  if (name === undefined) return change(value)
  if (value === undefined) {
    if (!creates) return undefined
    const inner = at(undefined, rest, change, creates)
    return inner === undefined ? undefined : new Map([[name, inner]])
  }
  if (value instanceof Map) {
    const inner = at(value.get(name), rest, change, creates)
    const copy: Doc = new Map(value)
    if (inner === undefined) copy.delete(name)
    else copy.set(name, inner)
    return copy
  }
  if (Array.isArray(value)) {
    const position = Number(name)
    if (!Number.isInteger(position)) {
      if (creates) throw new Refused()
      return value
    }
    const inside = position < value.length
    if (!inside && !creates) return value
    const inner = at(inside ? value[position] : undefined, rest, change, creates)
    const copy: Value[] = [...value]
    while (copy.length <= position && inner !== undefined) copy.push(null)
    if (inner !== undefined) copy[position] = inner
    else if (inside) copy[position] = null
    return copy
  }
  if (creates) throw new Refused()
  return value
}

function applied(operator: string, argument: Value, value: Value | undefined): Value | undefined {
  const list = (): Value[] => {
    if (value !== undefined && !Array.isArray(value)) throw new Refused()
    return value ?? []
  }
  switch (operator) {
    case '$set':
      return argument
    case '$unset':
      return undefined
    case '$min':
      return value === undefined || slowCompare(argument, value) < 0 ? argument : value
    case '$max':
      return value === undefined || slowCompare(argument, value) > 0 ? argument : value
    case '$inc':
      return sum(value, argument)
    case '$push':
      return [...list(), argument]
    case '$pop': {
      if (value === undefined) return undefined
      return slowNumber(argument) > 0 ? list().slice(0, -1) : list().slice(1)
    }
    case '$addToSet': {
      const result: Value[] = [...list()]
      const each = argument instanceof Map ? argument.get('$each') : undefined
      const added: readonly Value[] = Array.isArray(each) ? each : [argument]
      for (const one of added) if (!result.some((other) => slowEquals(other, one))) result.push(one)
      return value === undefined ? result : result.length === list().length ? value : result
    }
    case '$pull':
      return value === undefined ? undefined : list().filter((one) => !isPulled(one, argument))
    default:
      throw new Error(`no reference for ${operator}`)
  }
}

/** A document pulls what it matches as a filter, which may have more fields, or an array at one of them. */
function isPulled(one: Value, wanted: Value): boolean {
  if (!(wanted instanceof Map)) return slowEquals(one, wanted)
  return (
    one instanceof Map &&
    [...wanted].every(([name, value]) => {
      const found = one.get(name)
      if (found === undefined) return value === null
      return slowEquals(found, value) || (Array.isArray(found) && found.some((element) => slowEquals(element, value)))
    })
  )
}

/** int + int stays int, with a long it is long, with a double it is double. */
function sum(value: Value | undefined, added: Value): Value {
  if (value === undefined) return added
  if (slowRank(value) !== 2) throw new Refused()
  const total = slowNumber(value) + slowNumber(added)
  if (typeof value === 'number') return total
  return typeof value === 'bigint' ? BigInt(total) : new Int32(total)
}
