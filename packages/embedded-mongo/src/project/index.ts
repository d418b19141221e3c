export { compileProjection, type Projection } from './compile-projection.ts'
