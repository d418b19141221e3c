export { compileProjection, type Projection } from './compile-projection.ts'
export { projectionFields } from './projection-fields.ts'
