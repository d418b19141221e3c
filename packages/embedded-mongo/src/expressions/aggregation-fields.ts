import { MongoServerFailure } from '../errors.ts'
import { isNumber, toDouble, typeName } from '../values/index.ts'
import type { Doc, Value } from '../values/types.ts'
import { type CompileOptions, createContext } from './compile.ts'
import type { CompileContext, Scope } from './expression.ts'
import { parseFieldPath } from './field-path.ts'
import { compileFieldTree, createFieldTree, type FieldTree, plant } from './field-tree.ts'

export type DocumentTransform = (doc: Doc, scope: Scope) => Doc

/** Compiles the specification of `$addFields` or `$set`; `stage` is the name for messages. */
export function compileAddFields(stage: string, spec: Value, options: CompileOptions): DocumentTransform {
  if (!(spec instanceof Map)) {
    throw new MongoServerFailure(40272, `${stage} specification stage must be an object, got ${typeName(spec)}`)
  }
  const tree = createFieldTree()
  const context = createContext(options)
  const add = (path: string[], value: Value): void => {
    if (!isNested(value)) {
      plant(tree, path, context.compile(value))
      return
    }
    if (value.size === 0) {
      const message = `an empty object is not a valid value. Found empty object at path ${path.join('.')}`
      throw new MongoServerFailure(40180, `Invalid ${stage} :: caused by :: ${message}`)
    }
    for (const [name, field] of value) add([...path, ...parseFieldPath(name)], field)
  }
  for (const [name, value] of spec) add(parseFieldPath(name), value)
  return compileFieldTree(tree, 'add')
}

/** Compiles `$unset`: a path or an array of paths. */
export function compileUnset(spec: Value): DocumentTransform {
  if (typeof spec !== 'string' && !Array.isArray(spec))
    throw new MongoServerFailure(31002, '$unset specification must be a string or an array')
  const paths = Array.isArray(spec) ? spec : [spec]
  if (paths.length === 0) {
    throw new MongoServerFailure(31119, '$unset specification must be a string or an array with at least one field')
  }
  const tree = createFieldTree()
  for (const path of paths) {
    if (typeof path !== 'string') {
      throw new MongoServerFailure(
        31120,
        '$unset specification must be a string or an array containing only string values',
      )
    }
    if (path.startsWith('$')) {
      throw new MongoServerFailure(
        16410,
        "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
      )
    }
    plant(tree, parseFieldPath(path))
  }
  return compileFieldTree(tree, 'exclude')
}

/** A projection of the aggregation language, and whether fields it does not name are gone from its result. */
export interface AggregationProjection {
  transform: DocumentTransform
  isInclusion: boolean
}

/** Compiles the specification of `$project`. */
export function compileAggregationProjection(spec: Value, options: CompileOptions): AggregationProjection {
  if (!(spec instanceof Map)) {
    throw new MongoServerFailure(15969, '$project specification must be an object')
  }
  if (spec.size === 0) {
    throw invalidProject(51272, 'projection specification must have at least one field')
  }
  const context = createContext(options)
  const entries = [...flatten(spec, [])]
  const isInclusion = decideKind(entries)
  const tree = createFieldTree()
  for (const { path, value } of entries) {
    if (isFlag(value)) plantFlag(tree, path, isTrue(value), isInclusion, context)
    else {
      plant(tree, path, context.compile(value))
      // A field computed inside another depends on what that is: a document, an array of some, or nothing.
      if (path.length > 1) context.reads(path[0] ?? null)
    }
  }
  if (isInclusion && !namesId(entries)) plantFlag(tree, ['_id'], true, true, context)
  return { transform: compileFieldTree(tree, isInclusion ? 'include' : 'exclude'), isInclusion }
}

interface Entry {
  path: string[]
  value: Value
}

function* flatten(spec: Doc, prefix: readonly string[]): Generator<Entry> {
  for (const [name, value] of spec) {
    const path = [...prefix, ...parseFieldPath(name)]
    if (!isNested(value)) {
      yield { path, value }
      continue
    }
    if (value.size === 0) {
      const where = path.join('.')
      throw invalidProject(51270, `An empty sub-projection is not a valid value. Found empty object at path ${where}`)
    }
    yield* flatten(value, path)
  }
}

/** The first field that is not `_id` decides; the others must agree. */
function decideKind(entries: readonly Entry[]): boolean {
  let isInclusion: boolean | undefined
  for (const { path, value } of entries) {
    if (path.length === 1 && path[0] === '_id' && isFlag(value)) continue
    const includes = !isFlag(value) || isTrue(value)
    if (isInclusion !== undefined && isInclusion !== includes) {
      const [code, attempt, other] = includes
        ? ([31253, 'inclusion', 'exclusion'] as const)
        : ([31254, 'exclusion', 'inclusion'] as const)
      throw invalidProject(code, `Cannot do ${attempt} on field ${path.join('.')} in ${other} projection`)
    }
    isInclusion = includes
  }
  if (isInclusion !== undefined) return isInclusion
  return entries.some(({ value }) => !isFlag(value) || isTrue(value))
}

/** In an inclusion, `_id: 0` is the one exclusion there may be, and is expressed by leaving `_id` out of the tree. */
function plantFlag(
  tree: FieldTree,
  path: string[],
  flag: boolean,
  isInclusion: boolean,
  context: CompileContext,
): void {
  if (flag !== isInclusion) return
  plant(tree, path)
  if (isInclusion) context.reads(path.join('.'))
}

function namesId(entries: readonly Entry[]): boolean {
  return entries.some(({ path }) => path[0] === '_id')
}

function isNested(value: Value): value is Doc {
  return value instanceof Map && !value.keys().next().value?.startsWith('$')
}

function isFlag(value: Value): boolean {
  return typeof value === 'boolean' || isNumber(value)
}

function isTrue(value: Value): boolean {
  return isNumber(value) ? toDouble(value) !== 0 : value === true
}

function invalidProject(code: number, message: string): MongoServerFailure {
  return new MongoServerFailure(code, `Invalid $project :: caused by :: ${message}`)
}
