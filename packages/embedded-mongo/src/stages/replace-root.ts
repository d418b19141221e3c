import { MongoServerFailure } from '../errors.ts'
import { type Expression, printValue } from '../expressions/index.ts'
import { typeName } from '../values/index.ts'
import { mapDocuments } from './batches.ts'
import type { Stage, StageContext, StageDefinition } from './stage.ts'

export const replaceRoot: StageDefinition = {
  name: '$replaceRoot',
  compile(spec, context) {
    if (!(spec instanceof Map)) {
      const found = typeName(spec)
      throw new MongoServerFailure(40229, `expected an object as specification for $replaceRoot stage, got ${found}`)
    }
    for (const option of spec.keys()) {
      if (option === 'newRoot') continue
      const message = `unrecognized option to $replaceRoot stage: ${option}, only valid option is 'newRoot'.`
      throw new MongoServerFailure(40230, message)
    }
    const newRoot = spec.get('newRoot')
    if (newRoot === undefined) {
      throw new MongoServerFailure(40231, 'no newRoot specified for the $replaceRoot stage')
    }
    return replacing("'newRoot' expression ", context.expression(newRoot), context)
  },
}

export const replaceWith: StageDefinition = {
  name: '$replaceWith',
  compile: (spec, context) => replacing("'replacement document' ", context.expression(spec), context),
}

function replacing(what: string, expression: Expression, context: StageContext): Stage {
  const { run } = mapDocuments((doc) => {
    const root = expression(doc, context.scope)
    if (root instanceof Map) return root
    throw new MongoServerFailure(
      40228,
      `${what}must evaluate to an object, but resulting value was: ${printValue(root)}. ` +
        `Type of resulting value: '${typeName(root)}'. Input document: ${printValue(doc)}`,
    )
  })
  return { run, keepsOtherFields: false }
}
