import { MongoServerFailure } from '../errors.ts'
import type { Collation, Doc, Value } from '../values/types.ts'
import type { CompileContext, Expression, Operator } from './expression.ts'
import { checkFieldName, parseFieldPath, readPath } from './field-path.ts'
import { printValue } from './print-value.ts'
import { operators } from './registry.ts'
import { compileVariable } from './variables.ts'

const registry: ReadonlyMap<string, Operator> = new Map(operators.map((operator) => [operator.name, operator]))

export interface CompileOptions {
  /** The user variables in force: of the command's `let`, or of a `$lookup`. */
  variables?: readonly string[]
  collation?: Collation | null
  /** Told of every document path the expression reads; `null` means all of the document. */
  onRead?: (path: string | null) => void
}

/**
 * Compiles an aggregation expression. Unknown operators and variables, wrong argument counts and malformed paths throw
 * a MongoServerFailure here, not when the expression runs.
 */
export function compileExpression(expression: Value, options: CompileOptions = {}): Expression {
  return createContext(options).compile(expression)
}

export function createContext(options: CompileOptions = {}): CompileContext {
  const variables: ReadonlySet<string> = new Set(options.variables)
  const context: CompileContext = {
    collation: options.collation ?? null,
    variables,
    compile: (expression) => compile(expression, context),
    binding: (names) => createContext({ ...options, variables: [...variables, ...names] }),
    reads: options.onRead ?? (() => {}),
  }
  return context
}

function compile(expression: Value, context: CompileContext): Expression {
  if (typeof expression === 'string') return compileString(expression, context)
  if (Array.isArray(expression)) return compileArray(expression, context)
  if (expression instanceof Map) return compileDocument(expression, context)
  return () => expression
}

function compileString(text: string, context: CompileContext): Expression {
  if (!text.startsWith('$')) return () => text
  if (text === '$') throw new MongoServerFailure(16872, "'$' by itself is not a valid FieldPath")
  if (text.startsWith('$$')) return compileVariable(text.slice(2), context)
  const names = parseFieldPath(text.slice(1))
  context.reads(text.slice(1))
  const only = names[0]
  if (names.length === 1 && only !== undefined) return (doc) => doc.get(only)
  return (doc) => readPath(doc, names, 0)
}

function compileArray(items: readonly Value[], context: CompileContext): Expression {
  const compiled = items.map((item) => context.compile(item))
  return (doc, scope) => compiled.map((item) => item(doc, scope) ?? null)
}

function compileDocument(spec: Doc, context: CompileContext): Expression {
  const [first] = spec
  if (first?.[0].startsWith('$')) return compileOperator(first[0], first[1], spec, context)
  const fields: [string, Expression][] = []
  for (const [name, value] of spec) {
    checkFieldName(name)
    if (name.includes('.')) {
      const advice = 'Consider using $getField or $setField.'
      throw new MongoServerFailure(16412, `FieldPath field names may not contain '.'. ${advice}`)
    }
    fields.push([name, context.compile(value)])
  }
  return (doc, scope) => {
    const result: Doc = new Map()
    for (const [name, field] of fields) {
      const value = field(doc, scope)
      if (value !== undefined) result.set(name, value)
    }
    return result
  }
}

function compileOperator(name: string, argument: Value, spec: Doc, context: CompileContext): Expression {
  if (spec.size > 1) {
    throw new MongoServerFailure(
      15983,
      `An object representing an expression must have exactly one field: ${printValue(spec)}`,
    )
  }
  const operator = registry.get(name)
  if (!operator) throw new MongoServerFailure('InvalidPipelineOperator', `Unrecognized expression '${name}'`)
  return operator.compile(argument, context)
}
