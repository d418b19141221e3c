import type { Expression, Scope } from '../expressions/index.ts'
import type { Memory } from '../spill/index.ts'
import type { Collation, Doc, Value } from '../values/types.ts'
import type { PipelineEnvironment } from './environment.ts'

/** Documents travel in batches: one await per batch instead of one per document. */
export type Batches = AsyncIterable<Doc[]>

export interface Stage {
  run(input: Batches): Batches
  /** For a stage that holds documents: the same when only the first `limit` of its output are wanted. */
  runLimited?(input: Batches, limit: number): Batches
  /** On `$skip` and `$limit`: how many documents they take of the beginning, for a `$sort` in front. */
  readonly cuts?: { readonly skip: number } | { readonly limit: number }
  /** Whether fields of the input this stage does not name reach its output; by default they do. */
  readonly keepsOtherFields?: boolean
}

/** What stages are given while they are compiled. */
export interface StageContext {
  readonly environment: PipelineEnvironment
  readonly collation: Collation | null
  readonly variables: Doc
  /** What the stage may hold. */
  readonly memory: Memory
  readonly scope: Scope
  expression(value: Value): Expression
  /** Tells which document path the stage reads; `null` means all of the document. */
  reads(path: string | null): void
  /** Compiles an inner pipeline, with further variables in force. */
  pipeline(stages: Doc[], variables?: Doc): { run(input: Batches): Batches }
}

/** One stage: its documentation name, with the `$`, and how its argument becomes a stage. */
export interface StageDefinition {
  readonly name: string
  compile(spec: Value, context: StageContext): Stage
}
