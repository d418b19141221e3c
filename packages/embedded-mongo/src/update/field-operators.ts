import { Timestamp } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { compareValues, type Doc, type Missing, typeName, type Value } from '../values/index.ts'
import { atPath, type Modifier, printId, type Run, type UpdateContext, type UpdateOperator } from './update-operator.ts'
import { parseIndex, parseUpdatePath } from './update-path.ts'

const $set = atPath((argument) => () => argument)

const $unset = atPath(() => () => undefined)

const $setOnInsert = atPath(
  (argument) =>
    (existing, { isInsert }) =>
      isInsert ? argument : existing,
)

/** `$min` and `$max`: the argument where it orders before (or after) what is there. */
function keepExtreme(sign: 1 | -1): UpdateOperator {
  return atPath(
    (argument, { collation }) =>
      (existing) =>
        existing === undefined || compareValues(argument, existing, collation) * sign > 0 ? argument : existing,
  )
}

const $currentDate = atPath((argument, context) => {
  const value = currentDate(argument, context)
  return () => value
})

function currentDate(argument: Value, { now }: UpdateContext): Value {
  if (typeof argument === 'boolean') return now
  if (!(argument instanceof Map)) {
    throw new MongoServerFailure(
      'BadValue',
      `${typeName(argument)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    )
  }
  const unknown = [...argument.keys()].find((name) => name !== '$type')
  if (unknown !== undefined) {
    throw new MongoServerFailure('BadValue', `Unrecognized $currentDate option: ${unknown}`)
  }
  const type = argument.get('$type')
  if (type === 'date') return now
  if (type === 'timestamp') return new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 })
  throw new MongoServerFailure(
    'BadValue',
    `The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}`,
  )
}

/** Moves the value: the old name loses it, the new one takes it, and neither may lie in an array. */
const $rename: UpdateOperator = (path, argument) => {
  if (typeof argument !== 'string') {
    throw new MongoServerFailure(
      'BadValue',
      `The 'to' field for $rename must be a string: ${path}: ${typeName(argument)}`,
    )
  }
  const from = renamePath(path, 'source')
  const to = renamePath(argument, 'destination')
  if (path === argument) {
    throw new MongoServerFailure(
      'BadValue',
      `The source and target field for $rename must differ: ${path}: "${argument}"`,
    )
  }
  const move: Modifier = (existing, run) => {
    const source = follow(run.original, from)
    if (source.value === undefined) return existing
    refuseArray(from, source.inside, 'source', run)
    refuseArray(to, follow(run.original, to).inside, 'destination', run)
    return source.value
  }
  return [
    { path, modifier: () => undefined },
    { path: argument, modifier: move },
  ]
}

type RenameSide = 'source' | 'destination'

function renamePath(path: string, side: RenameSide): string[] {
  const parts = parseUpdatePath(path)
  if (parts.some((part) => part.startsWith('$'))) {
    throw new MongoServerFailure('BadValue', `The ${side} field for $rename may not be dynamic: ${path}`)
  }
  return parts
}

/** The value at a path, and the array it was found inside, if any. */
function follow(doc: Doc, parts: readonly string[]): { value: Value | Missing; inside: string | undefined } {
  let value: Value | Missing = doc
  let inside: string | undefined
  for (const [i, part] of parts.entries()) {
    if (Array.isArray(value)) {
      inside = parts[i - 1]
      value = value[parseIndex(part) ?? -1]
    } else value = value instanceof Map ? value.get(part) : undefined
  }
  return { value, inside }
}

function refuseArray(parts: readonly string[], inside: string | undefined, side: RenameSide, run: Run): void {
  if (inside === undefined) return
  throw new MongoServerFailure(
    'BadValue',
    `The ${side} field cannot be an array element, '${parts.join('.')}' in doc with ${printId(run).slice(1, -1)} has an array field called '${inside}'`,
  )
}

export const fieldOperators: Readonly<Record<string, UpdateOperator>> = {
  $set,
  $unset,
  $setOnInsert,
  $min: keepExtreme(-1),
  $max: keepExtreme(1),
  $currentDate,
  $rename,
}
