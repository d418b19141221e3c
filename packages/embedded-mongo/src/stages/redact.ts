import { MongoServerFailure } from '../errors.ts'
import { compileExpression, createScope, type Expression, printValue } from '../expressions/index.ts'
import type { Doc, Missing, Value } from '../values/types.ts'
import { eachDocument } from './batches.ts'
import type { StageDefinition } from './stage.ts'

const DECISIONS: Doc = new Map([
  ['DESCEND', 'descend'],
  ['PRUNE', 'prune'],
  ['KEEP', 'keep'],
])

export const redact: StageDefinition = {
  name: '$redact',
  compile(spec, context) {
    const variables = new Map([...context.variables, ...DECISIONS])
    const decide = compileExpression(spec, { variables: [...variables.keys()], collation: context.collation })
    context.reads(null)
    const { now } = context.environment
    return eachDocument((doc, emit) => {
      const scope = createScope({ now, variables, root: doc })
      const kept = redactDocument(doc, (part) => decide(part, scope))
      if (kept) emit(kept)
    })
  },
}

type Decide = (part: Doc) => ReturnType<Expression>

function redactDocument(doc: Doc, decide: Decide): Doc | undefined {
  const decision = decide(doc)
  switch (decision) {
    case 'keep':
      return doc
    case 'prune':
      return undefined
    case 'descend':
      return descend(doc, decide)
    default: {
      const allowed = '$$KEEP, $$DESCEND, and $$PRUNE'
      const message = `$redact's expression should not return anything aside from the variables ${allowed}, but returned `
      throw new MongoServerFailure(17053, message + printValue(decision))
    }
  }
}

function descend(doc: Doc, decide: Decide): Doc {
  const kept: Doc = new Map()
  for (const [name, value] of doc) {
    const part = redactValue(value, decide)
    if (part !== undefined) kept.set(name, part)
  }
  return kept
}

function redactValue(value: Value, decide: Decide): Value | Missing {
  if (value instanceof Map) return redactDocument(value, decide)
  if (!Array.isArray(value)) return value
  const kept: Value[] = []
  for (const item of value) {
    const part = redactValue(item, decide)
    if (part !== undefined) kept.push(part)
  }
  return kept
}
