export { compileProjection, type Projection } from './compile-projection.ts'
export type { Meta, ProjectionOptions } from './projection-step.ts'
