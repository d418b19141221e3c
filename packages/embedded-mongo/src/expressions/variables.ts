import { MongoServerFailure } from '../errors.ts'
import type { CompileContext, Expression } from './expression.ts'
import { parseFieldPath, readPath } from './field-path.ts'

/** Refuses a name `$let`, `$map` and the like cannot bind. */
export function checkVariableName(name: string): void {
  if (name === '') throw new MongoServerFailure('FailedToParse', 'empty variable names are not allowed')
  if (!/^[a-z\u0080-\uffff]/.test(name)) {
    throw new MongoServerFailure('FailedToParse', `'${name}' starts with an invalid character for a user variable name`)
  }
  const wrong = /[^a-zA-Z0-9_\u0080-\uffff]/.exec(name)?.[0]
  if (wrong !== undefined) {
    throw new MongoServerFailure(
      'FailedToParse',
      `'${name}' contains an invalid character for a variable name: '${wrong}'`,
    )
  }
}

/** Compiles `$$name` or `$$name.path`, given without the `$$`. */
export function compileVariable(reference: string, context: CompileContext): Expression {
  if (reference === '') throw new MongoServerFailure('FailedToParse', 'empty variable names are not allowed')
  const names = parseFieldPath(reference)
  const name = names[0] ?? ''
  if (name === 'CURRENT' || name === 'ROOT') {
    context.reads(names.length === 1 ? null : names.slice(1).join('.'))
    return name === 'CURRENT' ? (doc) => readPath(doc, names, 1) : (doc, scope) => readPath(scope.root ?? doc, names, 1)
  }
  if (name === 'NOW') return (_doc, scope) => readPath(scope.now, names, 1)
  if (name === 'REMOVE') return () => undefined
  if (name === 'CLUSTER_TIME' || name === 'USER_ROLES' || name === 'SEARCH_META') {
    throw new MongoServerFailure(51144, `Builtin variable '$$${name}' is not available`)
  }
  if (!context.variables.has(name)) throw new MongoServerFailure(17276, `Use of undefined variable: ${name}`)
  return names.length === 1
    ? (_doc, scope) => scope.variables.get(name)
    : (_doc, scope) => readPath(scope.variables.get(name), names, 1)
}
