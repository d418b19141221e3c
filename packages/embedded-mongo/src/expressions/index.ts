export { type CompileOptions, compileExpression } from './compile.ts'
export type { Expression, Scope } from './expression.ts'
export { createScope } from './scope.ts'
