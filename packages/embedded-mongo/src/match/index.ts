export { compileFilter, type Filter } from './compile-filter.ts'
export { exactInteger } from './integer.ts'
export { isOperatorDocument } from './operator-document.ts'
