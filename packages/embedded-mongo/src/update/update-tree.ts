import { MongoServerFailure } from '../errors.ts'
import { compareUtf8 } from '../values/index.ts'
import type { Modifier } from './update-operator.ts'
import { arrayIdentifier } from './update-path.ts'

/**
 * All the changes of one update by path. `object` children are fields or indexes; `array` children are identifiers of array
 * filters, the empty one meaning all elements.
 */
export type UpdateNode = { kind: 'leaf'; modifier: Modifier } | UpdateBranch

export interface UpdateBranch {
  kind: 'object' | 'array'
  children: Map<string, UpdateNode>
}

export function createTree(): UpdateBranch {
  return { kind: 'object', children: new Map() }
}

/** Adds a change. Two changes of one path, or of a path and its beginning, conflict. */
export function addToTree(tree: UpdateBranch, parts: readonly string[], modifier: Modifier): void {
  let branch = tree
  for (const [i, part] of parts.entries()) {
    const identifier = arrayIdentifier(part)
    const kind = identifier === undefined ? 'object' : 'array'
    if (branch.children.size === 0 && i > 0) branch.kind = kind
    if (branch.kind !== kind) throw conflict(parts, i)
    const name = identifier ?? part
    const child = branch.children.get(name)
    if (i === parts.length - 1) {
      if (child !== undefined) throw conflict(parts, i + 1)
      branch.children.set(name, { kind: 'leaf', modifier })
      return
    }
    if (child?.kind === 'leaf') throw conflict(parts, i + 1)
    const next: UpdateBranch = child ?? { kind: 'object', children: new Map() }
    branch.children.set(name, next)
    branch = next
  }
}

function conflict(parts: readonly string[], length: number): MongoServerFailure {
  return new MongoServerFailure(
    'ConflictingUpdateOperators',
    `Updating the path '${parts.join('.')}' would create a conflict at '${parts.slice(0, length).join('.')}'`,
  )
}

/** Joins what several array filters want of the same element. */
export function mergeNodes(a: UpdateNode, b: UpdateNode, at: readonly string[]): UpdateNode {
  if (a.kind === 'leaf' || b.kind === 'leaf' || a.kind !== b.kind) throw conflict(at, at.length)
  const children = new Map(a.children)
  for (const [name, node] of b.children) {
    const known = children.get(name)
    children.set(name, known === undefined ? node : mergeNodes(known, node, [...at, name]))
  }
  return { kind: a.kind, children }
}

/** Children in the order updates are applied: names by their bytes, numbers by value. */
export function inOrder(branch: UpdateBranch): [string, UpdateNode][] {
  return [...branch.children].sort(([a], [b]) => compareNames(a, b))
}

function compareNames(a: string, b: string): number {
  const isNumeric = /^\d+$/.test(a) && /^\d+$/.test(b)
  return (isNumeric ? Number(a) - Number(b) : 0) || compareUtf8(a, b)
}
