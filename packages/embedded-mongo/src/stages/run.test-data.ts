import { Double } from 'bson'
import { expect } from 'vitest'
import {
  type Doc,
  decodePaths,
  encodeDocument,
  FieldPaths,
  fromPlain,
  type Plain,
  toPlain,
  type Value,
} from '../values/index.ts'
import type { Pipeline } from './compile-pipeline.ts'
import { compilePipeline, type PipelineEnvironment, type PipelineWrite } from './index.ts'

export const NOW = new Date('2026-01-02T03:04:05.678Z')

export interface TestDatabase {
  environment: PipelineEnvironment
  /** The pipelines other collections were opened with. */
  opened: { collection: string; pipeline: Doc[] }[]
  writes: PipelineWrite[]
}

/** An environment over collections in memory, which runs the pipeline it is asked for. */
export function createDatabase(collections: Readonly<Record<string, readonly Plain[]>> = {}): TestDatabase {
  const opened: TestDatabase['opened'] = []
  const writes: PipelineWrite[] = []
  const environment: PipelineEnvironment = {
    now: NOW,
    open(collection, pipeline) {
      opened.push({ collection, pipeline })
      return compilePipeline(pipeline, environment).run((collections[collection] ?? []).map((doc) => fromPlain(doc)))
    },
    async write(operation) {
      writes.push(operation)
      return { matched: 0 }
    },
  }
  return { environment, opened, writes }
}

export function stages(pipeline: readonly Plain[]): Doc[] {
  return pipeline.map((stage) => fromPlain(stage))
}

/** Runs a pipeline over plain documents, and again over only those of their fields it says it reads: the answer must be the same. */
export async function run(
  pipeline: readonly Plain[],
  docs: readonly Plain[],
  database: TestDatabase = createDatabase(),
): Promise<Record<string, unknown>[]> {
  const compiled = compilePipeline(stages(pipeline), database.environment)
  const input = docs.map((each) => withDoubles(fromPlain(each)))
  const results = await runOver(compiled, input)
  const { requiredFields } = compiled
  const isRandom = pipeline.some((stage) => '$sample' in stage)
  if (requiredFields && !isRandom) {
    const lean = compilePipeline(stages(pipeline), database.environment)
    const part = input.map((doc) => decodePaths(encodeDocument(doc), new FieldPaths(requiredFields)))
    expect(await runOver(lean, part)).toStrictEqual(results)
  }
  return results
}

async function runOver(pipeline: Pipeline, docs: readonly Doc[]): Promise<Record<string, unknown>[]> {
  const results: Record<string, unknown>[] = []
  for await (const doc of pipeline.run(docs)) results.push(toPlain(doc))
  return results
}

function withDoubles(doc: Doc): Doc {
  return new Map([...doc].map(([name, value]): [string, Value] => [name, doubleOf(value)]))
}

function doubleOf(value: Value): Value {
  const other: unknown = value
  return other instanceof Double ? other.value : value
}

/** The code a pipeline fails with, compiled or run; 0 where it does not. */
export async function codeOf(pipeline: readonly Plain[], docs: readonly Plain[] = [{}], database = createDatabase()) {
  try {
    await run(pipeline, docs, database)
    return 0
  } catch (error) {
    if (error instanceof Error && 'code' in error) return error.code
    throw error
  }
}
