import { ObjectId } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import { type Expression, parseFieldPath, printValue, readPlainPath } from '../expressions/index.ts'
import { checkVariableName } from '../expressions/variables.ts'
import { isNullish, typeName } from '../values/index.ts'
import { type Doc, type Missing, UNDEFINED, type Value } from '../values/types.ts'
import type { PipelineWrite, WriteTarget } from './environment.ts'
import type { StageContext, StageDefinition } from './stage.ts'
import { parseTarget, writerOf } from './write-target.ts'

type WhenMatched = 'replace' | 'keepExisting' | 'merge' | 'fail' | Doc[]
type WhenNotMatched = 'insert' | 'discard' | 'fail'
type Write = (operation: PipelineWrite) => Promise<{ matched: number }>

interface MergeOptions {
  target: WriteTarget
  on: string[]
  variables: { name: string; value: Expression }[]
  whenMatched: WhenMatched
  whenNotMatched: WhenNotMatched
}

export const merge: StageDefinition = {
  name: '$merge',
  compile(spec, context) {
    const options = parseOptions(spec, context)
    const write = writerOf('$merge', context.environment)
    context.reads(null)
    return {
      async *run(input) {
        for await (const batch of input) {
          for (const doc of batch) await mergeDocument(withId(doc), options, write, context)
        }
        yield []
      },
    }
  },
}

function withId(doc: Doc): Doc {
  return doc.has('_id') ? doc : new Map<string, Value>([['_id', new ObjectId()], ...doc])
}

async function mergeDocument(doc: Doc, options: MergeOptions, write: Write, context: StageContext): Promise<void> {
  const { target, whenMatched, whenNotMatched } = options
  if (whenMatched === 'fail') {
    await write({ kind: 'insert', target, document: doc })
    return
  }
  const filter = onFilter(doc, options.on)
  if (whenMatched === 'keepExisting') {
    const update: Doc = new Map([['$setOnInsert', doc]])
    await write({ kind: 'update', target, filter, update, upsert: true, variables: new Map() })
    return
  }
  const variables: Doc = new Map(context.variables)
  for (const { name, value } of options.variables) variables.set(name, value(doc, context.scope) ?? UNDEFINED)
  const update = updateFor(whenMatched, doc)
  const { matched } = await write({ kind: 'update', target, filter, update, upsert: false, variables })
  if (matched > 0 || whenNotMatched === 'discard') return
  if (whenNotMatched === 'insert') await write({ kind: 'insert', target, document: doc })
  else throw noMatch()
}

function noMatch(): MongoServerFailure {
  const what = '$merge could not find a matching document in the target collection'
  return new MongoServerFailure(13113, `${what} for at least one document in the source collection`)
}

function updateFor(whenMatched: 'replace' | 'merge' | Doc[], doc: Doc): Doc | Doc[] {
  if (whenMatched === 'replace') return doc
  if (whenMatched !== 'merge') return whenMatched
  const merged: Doc = new Map([['$mergeObjects', ['$$ROOT', new Map([['$literal', doc]])]]])
  return [new Map([['$replaceWith', merged]])]
}

function onFilter(doc: Doc, on: readonly string[]): Doc {
  const filter: Doc = new Map()
  for (const path of on) {
    const value = readPlainPath(doc, parseFieldPath(path))
    if (isNullish(value) || value === undefined || Array.isArray(value)) {
      const message = "$merge write error: 'on' field cannot be missing, null, undefined or an array"
      throw new MongoServerFailure(51132, message)
    }
    filter.set(path, new Map([['$eq', value]]))
  }
  return filter
}

function parseOptions(spec: Value, context: StageContext): MergeOptions {
  const fields: Value = typeof spec === 'string' ? new Map<string, Value>([['into', spec]]) : spec
  if (!(fields instanceof Map)) {
    const message = `$merge requires a string or object argument, but found ${typeName(spec)}`
    throw new MongoServerFailure(51182, message)
  }
  for (const option of fields.keys()) {
    if (['into', 'on', 'let', 'whenMatched', 'whenNotMatched'].includes(option)) continue
    throw new MongoServerFailure(40415, `BSON field '$merge.${option}' is an unknown field.`)
  }
  const into: Value | Missing = fields.get('into')
  const target = parseTarget(into)
  if (!target) {
    const message = `$merge 'into' field must be either a string or an object, but found ${typeName(into)}`
    throw new MongoServerFailure(51178, message)
  }
  const whenMatched = parseWhenMatched(fields.get('whenMatched'))
  const whenNotMatched = parseWhenNotMatched(fields.get('whenNotMatched'))
  checkModes(whenMatched, whenNotMatched)
  return {
    target,
    on: parseOn(fields.get('on')),
    variables: parseLet(fields.get('let'), whenMatched, context),
    whenMatched,
    whenNotMatched,
  }
}

function parseOn(value: Value | Missing): string[] {
  const paths: readonly Value[] = value === undefined ? ['_id'] : Array.isArray(value) ? value : [value]
  return paths.map((path) => {
    if (typeof path === 'string') return path
    throw new MongoServerFailure(51134, `$merge 'on' array elements must be strings, but found ${typeName(path)}`)
  })
}

function parseLet(value: Value | Missing, whenMatched: WhenMatched, context: StageContext): MergeOptions['variables'] {
  const variables = value ?? new Map([['new', '$$ROOT']])
  if (!(variables instanceof Map)) {
    throw new MongoServerFailure('TypeMismatch', "$merge 'let' must be an object")
  }
  if (value !== undefined && !Array.isArray(whenMatched)) {
    const message = `Cannot use 'let' variables with 'whenMatched: ${whenMatched}' mode`
    throw new MongoServerFailure(51199, message)
  }
  return [...variables].map(([name, expression]) => {
    checkVariableName(name)
    return { name, value: context.expression(expression) }
  })
}

function parseWhenMatched(value: Value | Missing): WhenMatched {
  if (value === undefined) return 'merge'
  if (value === 'replace' || value === 'keepExisting' || value === 'merge' || value === 'fail') return value
  if (Array.isArray(value)) {
    const stages = value.filter((stage) => stage instanceof Map)
    if (stages.length === value.length) return stages
  }
  throw new MongoServerFailure(
    'BadValue',
    `Enumeration value '${printValue(value)}' for field '$merge.whenMatched' is not a valid value.`,
  )
}

function parseWhenNotMatched(value: Value | Missing): WhenNotMatched {
  if (value === undefined) return 'insert'
  if (value === 'insert' || value === 'discard' || value === 'fail') return value
  throw new MongoServerFailure(
    'BadValue',
    `Enumeration value '${printValue(value)}' for field '$merge.whenNotMatched' is not a valid value.`,
  )
}

/** With `fail` and `keepExisting`, only inserting what is new makes sense. */
function checkModes(whenMatched: WhenMatched, whenNotMatched: WhenNotMatched): void {
  if (whenNotMatched === 'insert' || (whenMatched !== 'fail' && whenMatched !== 'keepExisting')) return
  const modes = `'whenMatched: ${whenMatched}' and 'whenNotMatched: ${whenNotMatched}'`
  throw new MongoServerFailure(51189, `Combination of $merge modes ${modes} is not supported`)
}
