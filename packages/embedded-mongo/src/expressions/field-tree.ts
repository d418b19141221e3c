import { MongoServerFailure } from '../errors.ts'
import type { Doc, Missing, Value } from '../values/types.ts'
import type { Expression, Scope } from './expression.ts'

/**
 * A projection as a tree over field names. `include` keeps the leaves only, `exclude` drops them, `add` keeps everything;
 * computed fields are set afterwards in all three.
 */
export interface FieldTree {
  readonly leaves: Set<string>
  readonly children: Map<string, FieldTree>
  readonly computed: Map<string, Expression>
}

export type FieldTreeKind = 'include' | 'exclude' | 'add'

export function createFieldTree(): FieldTree {
  return { leaves: new Set(), children: new Map(), computed: new Map() }
}

/** Puts a leaf, or a computed field, at a path; two paths of which one begins with the other are refused. */
export function plant(tree: FieldTree, names: readonly string[], computed?: Expression): void {
  let node = tree
  names.forEach((name, index) => {
    const taken = node.leaves.has(name) || node.computed.has(name)
    const isLast = index === names.length - 1
    if (taken && !isLast) {
      const remaining = names.slice(index + 1).join('.')
      throw new MongoServerFailure(31249, `Path collision at ${names.join('.')} remaining portion ${remaining}`)
    }
    if (isLast) {
      if (taken || node.children.has(name)) {
        throw new MongoServerFailure(31250, `Path collision at ${names.join('.')}`)
      }
      if (computed) node.computed.set(name, computed)
      else node.leaves.add(name)
      return
    }
    let child = node.children.get(name)
    if (!child) {
      child = createFieldTree()
      node.children.set(name, child)
    }
    node = child
  })
}

/** Compiles the tree. The result never shares a changed document with its input. */
export function compileFieldTree(tree: FieldTree, kind: FieldTreeKind): (doc: Doc, scope: Scope) => Doc {
  const computes = hasComputed(tree)
  return (doc, scope) => {
    const output = kind === 'add' ? new Map(doc) : shape(doc, tree, kind)
    if (computes) compute(output, tree, doc, scope)
    return output
  }
}

function hasComputed(tree: FieldTree): boolean {
  return tree.computed.size > 0 || [...tree.children.values()].some(hasComputed)
}

function shape(doc: Doc, tree: FieldTree, kind: 'include' | 'exclude'): Doc {
  const output: Doc = new Map()
  for (const [name, value] of doc) {
    const child = tree.children.get(name)
    const isLeaf = tree.leaves.has(name)
    if (child) {
      const shaped = shapeValue(value, child, kind)
      if (shaped !== undefined) output.set(name, shaped)
    } else if (isLeaf === (kind === 'include')) {
      output.set(name, value)
    }
  }
  return output
}

function shapeValue(value: Value, tree: FieldTree, kind: 'include' | 'exclude'): Value | Missing {
  if (value instanceof Map) return shape(value, tree, kind)
  if (Array.isArray(value)) {
    const items: Value[] = []
    for (const item of value) {
      const shaped = shapeValue(item, tree, kind)
      if (shaped !== undefined) items.push(shaped)
    }
    return items
  }
  return kind === 'exclude' ? value : undefined
}

function compute(output: Doc, tree: FieldTree, root: Doc, scope: Scope): void {
  for (const [name, expression] of tree.computed) setOrDelete(output, name, expression(root, scope))
  for (const [name, child] of tree.children) {
    if (hasComputed(child)) setOrDelete(output, name, computeValue(output.get(name), child, root, scope))
  }
}

function computeValue(value: Value | Missing, tree: FieldTree, root: Doc, scope: Scope): Value | Missing {
  if (Array.isArray(value)) {
    const items: Value[] = []
    for (const item of value) {
      const computed = computeValue(item, tree, root, scope)
      if (computed !== undefined) items.push(computed)
    }
    return items
  }
  const output: Doc = value instanceof Map ? new Map(value) : new Map()
  compute(output, tree, root, scope)
  return output
}

function setOrDelete(doc: Doc, name: string, value: Value | Missing): void {
  if (value === undefined) doc.delete(name)
  else doc.set(name, value)
}
