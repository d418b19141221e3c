import type { Memory } from '../spill/index.ts'
import type { Collation, Doc } from '../values/types.ts'

/** A collection that `$out` or `$merge` writes to; without a database, that of the pipeline. */
export interface WriteTarget {
  db: string | undefined
  collection: string
}

/**
 * What `$out` and `$merge` ask the store to do. `replaceCollection` swaps the whole content atomically, indexes kept;
 * `update` changes at most one document and takes pipelines with variables, as the update command does.
 */
export type PipelineWrite =
  | { kind: 'replaceCollection'; target: WriteTarget; documents: AsyncIterable<Doc[]> }
  | { kind: 'insert'; target: WriteTarget; document: Doc }
  | { kind: 'update'; target: WriteTarget; filter: Doc; update: Doc | Doc[]; upsert: boolean; variables: Doc }

/** What a pipeline is given by whoever runs it. */
export interface PipelineEnvironment {
  now: Date
  collation?: Collation | null
  /** The values of the command's `let`. */
  variables?: Doc
  /** What each stage may hold; 100 MB and no disk unless told. */
  memory?: Memory
  /** Opens another collection of the database for `$lookup`, `$unionWith`, `$graphLookup`. */
  open(collection: string, pipeline: Doc[]): AsyncIterable<Doc>
  /** `$merge` and `$out` write through this; `matched` counts the documents an update found. */
  write?(operation: PipelineWrite): Promise<{ matched: number }>
}
