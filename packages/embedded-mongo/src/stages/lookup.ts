import { MongoServerFailure } from '../errors.ts'
import { type Expression, parseFieldPath, printValue } from '../expressions/index.ts'
import { checkVariableName } from '../expressions/variables.ts'
import { typeName } from '../values/index.ts'
import { type Doc, UNDEFINED, type Value } from '../values/types.ts'
import { collect, slices } from './batches.ts'
import { createJoinIndex, equalsOneOf, localValues } from './join-values.ts'
import { mentionsVariables, openPipeline } from './open-pipeline.ts'
import { forbidStages, pipelineArgument } from './pipeline-argument.ts'
import { withPath } from './set-path.ts'
import type { Batches, StageContext, StageDefinition } from './stage.ts'

interface LookupOptions {
  from: string
  as: string
  fields: { local: string; foreign: string } | undefined
  variables: Doc
  pipeline: Doc[] | undefined
}

export const lookup: StageDefinition = {
  name: '$lookup',
  compile(spec, context) {
    const options = parseOptions(spec)
    const as = parseFieldPath(options.as)
    const bindings = [...options.variables].map(([name, value]) => ({ name, value: context.expression(value) }))
    const join = options.fields
      ? byFields(options, options.fields, bindings, context)
      : byPipeline(options, bindings, context)
    return {
      async *run(input) {
        for await (const batch of input) {
          const found = await join(batch)
          yield batch.map((doc, index) => withPath(doc, as, found[index] ?? []))
        }
      },
    }
  },
}

interface Binding {
  name: string
  value: Expression
}

/** Finds the joined documents of each document of a batch. */
type Join = (batch: readonly Doc[]) => Promise<Doc[][]>

/** By equal fields: one query for a whole batch, then a hash join; a pipeline goes over what matched. */
function byFields(
  { from, pipeline = [] }: LookupOptions,
  { local, foreign }: { local: string; foreign: string },
  bindings: readonly Binding[],
  context: StageContext,
): Join {
  const localNames = parseFieldPath(local)
  parseFieldPath(foreign)
  context.reads(local)
  validate(pipeline, bindings, context)
  return async (batch) => {
    const wanted = batch.map((doc) => localValues(doc, localNames))
    const filter: Doc = new Map([['$match', equalsOneOf(foreign, wanted.flat())]])
    const docs = await collect(openPipeline(context, from, [filter], context.variables))
    const index = createJoinIndex(docs, foreign, context.collation)
    const found: Doc[][] = []
    for (const [position, values] of wanted.entries()) {
      const matched = index.find(values)
      if (pipeline.length === 0) {
        found.push(matched)
        continue
      }
      const inner = context.pipeline(pipeline, bind(batch[position] ?? new Map(), bindings, context))
      found.push(await collect(inner.run(batched(matched))))
    }
    return found
  }
}

async function* batched(docs: readonly Doc[]): Batches {
  yield* slices(docs)
}

/** By a pipeline of its own: once for all documents where it reads none of their variables. */
function byPipeline(
  { from, pipeline = [], variables }: LookupOptions,
  bindings: readonly Binding[],
  context: StageContext,
): Join {
  validate(pipeline, bindings, context)
  if (!mentionsVariables(pipeline, variables)) {
    let once: Promise<Doc[]> | undefined
    return async (batch) => {
      once ??= collect(openPipeline(context, from, pipeline, bind(new Map(), bindings, context)))
      const docs = await once
      return batch.map(() => docs)
    }
  }
  return async (batch) => {
    const found: Doc[][] = []
    for (const doc of batch) {
      found.push(await collect(openPipeline(context, from, pipeline, bind(doc, bindings, context))))
    }
    return found
  }
}

/** The outer variables and the stage's own, evaluated for a document; a missing value is handed on as undefined. */
function bind(doc: Doc, bindings: readonly Binding[], context: StageContext): Doc {
  const variables = new Map(context.variables)
  for (const { name, value } of bindings) variables.set(name, value(doc, context.scope) ?? UNDEFINED)
  return variables
}

/** Compiles the inner pipeline once, so that what is wrong with it fails before anything is read. */
function validate(pipeline: Doc[], bindings: readonly Binding[], context: StageContext): void {
  context.pipeline(
    pipeline,
    bind(
      new Map(),
      bindings.map(({ name }) => ({ name, value: () => null })),
      context,
    ),
  )
}

function parseOptions(spec: Value): LookupOptions {
  if (!(spec instanceof Map)) {
    const message = `the $lookup stage specification must be an object, but found ${typeName(spec)}`
    throw new MongoServerFailure(40319, message)
  }
  const known = ['from', 'as', 'localField', 'foreignField', 'let', 'pipeline']
  for (const option of spec.keys()) {
    if (!known.includes(option)) throw new MongoServerFailure('FailedToParse', `unknown argument to $lookup: ${option}`)
  }
  const from = text(spec, 'from')
  const as = text(spec, 'as')
  if (from === undefined) throw new MongoServerFailure('FailedToParse', "must specify 'from' field for a $lookup")
  if (as === undefined) throw new MongoServerFailure('FailedToParse', "must specify 'as' field for a $lookup")
  const pipeline = spec.has('pipeline') ? pipelineArgument('$lookup', spec.get('pipeline')) : undefined
  forbidStages(pipeline ?? [], 51047, (name) => `${name} is not allowed within a $lookup's sub-pipeline`, [
    '$out',
    '$merge',
  ])
  const fields = parseFields(spec, pipeline !== undefined)
  return { from, as, fields, variables: parseLet(spec, pipeline !== undefined), pipeline }
}

function parseFields(spec: Doc, hasPipeline: boolean): LookupOptions['fields'] {
  const local = text(spec, 'localField')
  const foreign = text(spec, 'foreignField')
  if (local !== undefined && foreign !== undefined) return { local, foreign }
  if (local === undefined && foreign === undefined && hasPipeline) return undefined
  const message = hasPipeline
    ? "$lookup requires both or neither of 'localField' and 'foreignField' to be specified"
    : "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified"
  throw new MongoServerFailure('FailedToParse', message)
}

function parseLet(spec: Doc, hasPipeline: boolean): Doc {
  const variables = spec.get('let')
  if (variables === undefined) return new Map()
  if (!(variables instanceof Map)) {
    const message = `$lookup argument 'let' must be an object, is type ${typeName(variables)}`
    throw new MongoServerFailure('FailedToParse', message)
  }
  if (!hasPipeline) {
    throw new MongoServerFailure('FailedToParse', "$lookup with a 'let' argument must also specify 'pipeline'")
  }
  for (const name of variables.keys()) checkVariableName(name)
  return variables
}

function text(spec: Doc, option: string): string | undefined {
  const value = spec.get(option)
  if (value === undefined || typeof value === 'string') return value
  const shown = `${option}: ${printValue(value)}`
  throw new MongoServerFailure(
    'FailedToParse',
    `$lookup argument '${shown}' must be a string, is type ${typeName(value)}`,
  )
}
