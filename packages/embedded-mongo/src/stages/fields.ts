import {
  type CompileOptions,
  compileAddFields,
  compileAggregationProjection,
  compileUnset,
} from '../expressions/index.ts'
import { mapDocuments } from './batches.ts'
import type { StageContext, StageDefinition } from './stage.ts'

function optionsOf(context: StageContext): CompileOptions {
  return {
    variables: [...context.variables.keys()],
    collation: context.collation,
    onRead: (path) => context.reads(path),
  }
}

function adding(name: string): StageDefinition {
  return {
    name,
    compile(spec, context) {
      const add = compileAddFields(name, spec, optionsOf(context))
      return mapDocuments((doc) => add(doc, context.scope))
    },
  }
}

export const addFields = adding('$addFields')
export const set = adding('$set')

export const project: StageDefinition = {
  name: '$project',
  compile(spec, context) {
    const { transform, isInclusion } = compileAggregationProjection(spec, optionsOf(context))
    return { ...mapDocuments((doc) => transform(doc, context.scope)), keepsOtherFields: !isInclusion }
  },
}

export const unset: StageDefinition = {
  name: '$unset',
  compile(spec, context) {
    const remove = compileUnset(spec)
    return mapDocuments((doc) => remove(doc, context.scope))
  },
}
