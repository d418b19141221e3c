import { MongoServerFailure } from '../errors.ts'
import { type Doc, identicalValues, type Missing, type Value } from '../values/index.ts'
import type { ArrayFilters } from './array-filters.ts'
import { printField, type Run } from './update-operator.ts'
import { parseIndex } from './update-path.ts'
import { inOrder, mergeNodes, type UpdateBranch, type UpdateNode } from './update-tree.ts'

const MAX_PADDING = 1_500_000

/** A run with what the tree's `$[identifier]` parts stand for. */
export interface TreeRun extends Run {
  readonly arrayFilters: ArrayFilters
}

/** The document after the update: a copy where something changed, the very same object where nothing did. */
export function applyTree(tree: UpdateBranch, doc: Doc, run: TreeRun): Doc {
  return applyToDocument(tree, doc, run, [])
}

function applyNode(node: UpdateNode, existing: Value | Missing, run: TreeRun, at: readonly string[]): Value | Missing {
  if (node.kind === 'leaf') {
    const value = node.modifier(existing, run, at)
    return identicalValues(existing, value) ? existing : value
  }
  if (node.kind === 'array') return applyToElements(node, existing, run, at)
  if (existing instanceof Map) return applyToDocument(node, existing, run, at)
  if (Array.isArray(existing)) return applyToIndexes(node, existing, run, at)
  if (existing === undefined) {
    const created = applyToDocument(node, new Map(), run, at)
    return created.size > 0 ? created : undefined
  }
  refuseCreation(node, existing, run, at)
  return existing
}

function applyToDocument(branch: UpdateBranch, doc: Doc, run: TreeRun, at: readonly string[]): Doc {
  let result = doc
  for (const [name, child] of inOrder(branch)) {
    const existing = result.get(name)
    const value = applyNode(child, existing, run, [...at, name])
    if (value === existing) continue
    if (result === doc) result = new Map(doc)
    if (value === undefined) result.delete(name)
    else result.set(name, value)
  }
  return result
}

/** In an array a removed element becomes null, and gaps before a new one are filled with null. */
function applyToIndexes(branch: UpdateBranch, array: Value[], run: TreeRun, at: readonly string[]): Value[] {
  let result = array
  for (const [name, child] of inOrder(branch)) {
    const index = parseIndex(name)
    if (index === undefined) {
      refuseCreation({ kind: 'object', children: new Map([[name, child]]) }, array, run, at)
      continue
    }
    const existing = result[index]
    const value = applyNode(child, existing, run, [...at, name])
    if (value === existing) continue
    if (result === array) result = [...array]
    pad(result, index)
    result[index] = value ?? null
  }
  return result
}

function pad(array: Value[], index: number): void {
  if (index - array.length > MAX_PADDING) {
    throw new MongoServerFailure('CannotBackfillArray', `can't backfill more than ${MAX_PADDING} elements`)
  }
  while (array.length < index) array.push(null)
}

function applyToElements(
  branch: UpdateBranch,
  existing: Value | Missing,
  run: TreeRun,
  at: readonly string[],
): Value | Missing {
  if (existing === undefined) {
    throw new MongoServerFailure(
      'BadValue',
      `The path '${at.join('.')}' must exist in the document in order to apply array updates.`,
    )
  }
  if (!Array.isArray(existing)) {
    const element = printField(at.at(-1), existing).slice(1, -1)
    throw new MongoServerFailure('BadValue', `Cannot apply array updates to non-array element ${element}`)
  }
  const children = inOrder(branch)
  const updated = existing.map((element, i) => {
    const place = [...at, String(i)]
    const nodes = children.filter(([name]) => run.arrayFilters.matches(name, element)).map(([, node]) => node)
    const [first, ...others] = nodes
    if (first === undefined) return element
    const node = others.reduce((merged, other) => mergeNodes(merged, other, place), first)
    return applyNode(node, element, run, place) ?? null
  })
  return updated.every((element, i) => element === existing[i]) ? existing : updated
}

/** A change that would have to put a field into a value that holds none is refused; one that finds nothing to do is not. */
function refuseCreation(branch: UpdateBranch, existing: Value, run: TreeRun, at: readonly string[]): void {
  for (const [name, child] of inOrder(branch)) {
    if (!creates(child, run, [...at, name])) continue
    throw new MongoServerFailure(
      'PathNotViable',
      `Cannot create field '${name}' in element ${printField(at.at(-1), existing)}`,
    )
  }
}

function creates(node: UpdateNode, run: TreeRun, at: readonly string[]): boolean {
  if (node.kind === 'leaf') return node.modifier(undefined, run, at) !== undefined
  return node.kind === 'array' || [...node.children.values()].some((child) => creates(child, run, at))
}
