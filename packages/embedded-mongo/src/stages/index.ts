export { compilePipeline } from './compile-pipeline.ts'
export type { PipelineEnvironment, PipelineWrite, WriteTarget } from './environment.ts'
export type { Pushdown } from './pushdown.ts'
export type { Batches } from './stage.ts'
