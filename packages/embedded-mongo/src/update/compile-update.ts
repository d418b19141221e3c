import { MongoServerFailure } from '../errors.ts'
import { printValue } from '../expressions/index.ts'
import { type Collation, type Doc, typeName, valuesEqual } from '../values/index.ts'
import { applyTree } from './apply-tree.ts'
import { type ArrayFilters, compileArrayFilters } from './array-filters.ts'
import { arrayOperators } from './array-operators.ts'
import { fieldOperators } from './field-operators.ts'
import { numericOperators } from './numeric-operators.ts'
import { compileUpdatePipeline } from './pipeline-update.ts'
import { checkReplacement, replaceDocument } from './replacement.ts'
import type { Modifier, UpdateContext, UpdateOperator } from './update-operator.ts'
import { arrayIdentifier, parseUpdatePath } from './update-path.ts'
import { addToTree, createTree, type UpdateBranch } from './update-tree.ts'

/** Every update operator; a new one goes into the file of its group. */
const operators: ReadonlyMap<string, UpdateOperator> = new Map(
  [fieldOperators, numericOperators, arrayOperators].flatMap((group) => Object.entries(group)),
)

export interface UpdateOptions {
  arrayFilters?: Doc[]
  collation?: Collation | null
  variables?: Doc
  now: Date
}

export interface UpdateTarget {
  /** What the positional `$` stands for. */
  position?: number | undefined
  isInsert?: boolean
}

export interface Update {
  readonly isReplacement: boolean
  /** The document after the update, and whether it differs; the input is never changed. */
  apply(doc: Doc, target: UpdateTarget): { doc: Doc; changed: boolean }
}

/** Compiles update operators, a replacement document or an update pipeline. What MongoDB refuses to parse fails here. */
export function compileUpdate(update: Doc | Doc[], options: UpdateOptions): Update {
  if (Array.isArray(update)) {
    if (options.arrayFilters?.length) {
      throw new MongoServerFailure('FailedToParse', 'arrayFilters may not be specified for pipeline-syle updates')
    }
    const { now, variables, collation = null } = options
    const transform = compileUpdatePipeline(update, { now, variables, collation })
    return fromTransform(false, (doc) => replaceDocument(doc, transform(doc)))
  }
  const [first] = update.keys()
  if (first?.startsWith('$')) return compileOperators(update, options)
  const replacement = checkReplacement(update)
  return fromTransform(true, (doc) => replaceDocument(doc, replacement))
}

function fromTransform(isReplacement: boolean, transform: (doc: Doc) => Doc): Update {
  return {
    isReplacement,
    apply: (doc) => {
      const result = transform(doc)
      return { doc: result, changed: result !== doc }
    },
  }
}

interface Change {
  path: string
  parts: readonly string[]
  modifier: Modifier
}

function compileOperators(update: Doc, options: UpdateOptions): Update {
  const collation = options.collation ?? null
  const arrayFilters = compileArrayFilters(options.arrayFilters ?? [], collation)
  const changes = parseChanges(update, { collation, now: options.now })
  checkIdentifiers(changes, arrayFilters, update)
  const tree = plant(changes, undefined)
  const isPositional = changes.some(({ parts }) => parts.includes('$'))
  return {
    isReplacement: false,
    apply: (doc, { position, isInsert = false }) => {
      const current = isPositional ? plant(changes, expectPosition(position)) : tree
      const result = applyTree(current, doc, { original: doc, isInsert, arrayFilters })
      return { doc: keepId(doc, result, changes), changed: result !== doc }
    },
  }
}

function parseChanges(update: Doc, context: UpdateContext): Change[] {
  return [...update].flatMap(([name, spec]) => {
    const operator = operators.get(name)
    if (operator === undefined) {
      throw new MongoServerFailure(
        'FailedToParse',
        `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
      )
    }
    if (!(spec instanceof Map)) {
      throw new MongoServerFailure(
        'FailedToParse',
        `Modifiers operate on fields but we found type ${typeName(spec)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${printValue(spec)}}`,
      )
    }
    return [...spec]
      .flatMap(([path, argument]) => operator(path, argument, context))
      .map(({ path, modifier }) => ({ path, modifier, parts: parseUpdatePath(path) }))
  })
}

/** Every identifier in a path needs its array filter, and every array filter a path. */
function checkIdentifiers(changes: readonly Change[], arrayFilters: ArrayFilters, update: Doc): void {
  const used = new Set<string>()
  for (const { path, parts } of changes) {
    for (const part of parts) {
      const identifier = arrayIdentifier(part)
      if (identifier === undefined) continue
      used.add(identifier)
      if (!arrayFilters.has(identifier)) {
        throw new MongoServerFailure(
          'BadValue',
          `No array filter found for identifier '${identifier}' in path '${path}'`,
        )
      }
    }
  }
  const unused = arrayFilters.identifiers.find((identifier) => !used.has(identifier))
  if (unused !== undefined) {
    throw new MongoServerFailure(
      'FailedToParse',
      `The array filter for identifier '${unused}' was not used in the update ${printValue(update)}`,
    )
  }
}

function plant(changes: readonly Change[], position: number | undefined): UpdateBranch {
  const tree = createTree()
  for (const { parts, modifier } of changes) {
    const resolved = parts.map((part) => (part === '$' && position !== undefined ? String(position) : part))
    addToTree(tree, resolved, modifier)
  }
  return tree
}

function expectPosition(position: number | undefined): number {
  if (position !== undefined) return position
  throw new MongoServerFailure('BadValue', 'The positional operator did not find the match needed from the query.')
}

/** `_id` cannot change, and a new one comes first. */
function keepId(before: Doc, after: Doc, changes: readonly Change[]): Doc {
  const id = before.get('_id')
  const newId = after.get('_id')
  if (id !== undefined && !valuesEqual(id, newId)) {
    const path = changes.find(({ parts }) => parts[0] === '_id')?.path ?? '_id'
    throw new MongoServerFailure(
      'ImmutableField',
      `Performing an update on the path '${path}' would modify the immutable field '_id'`,
    )
  }
  return withIdFirst(after)
}

export function withIdFirst(doc: Doc): Doc {
  const id = doc.get('_id')
  return id === undefined || doc.keys().next().value === '_id' ? doc : new Map([['_id', id], ...doc])
}
