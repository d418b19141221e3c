export { compileProjection } from './compile-projection.ts'
