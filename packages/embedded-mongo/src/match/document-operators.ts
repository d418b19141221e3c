import { MongoServerFailure } from '../errors.ts'
import { compileExpression, createScope } from '../expressions/index.ts'
import { parseTextArgument, TextClause, textIndexRequired } from '../text/index.ts'
import { isNumber, toDouble } from '../values/index.ts'
import { isTruthy } from '../values/truth.ts'
import type { TopLevelOperator } from './field-test.ts'
import { compileJsonSchema } from './json-schema.ts'

const $expr: TopLevelOperator = (argument, { collation, options, isNested }) => {
  refuseNested('$expr', isNested)
  refuseSpecial('$expr', options.fieldsOnly)
  const { variables = new Map(), now = new Date() } = options
  const expression = compileExpression(argument, { variables: [...variables.keys()], collation })
  const scope = createScope({ now, variables })
  return (doc) => isTruthy(expression(doc, scope))
}

const $jsonSchema: TopLevelOperator = (argument, { options }) => {
  refuseSpecial('$jsonSchema', options.fieldsOnly)
  if (!(argument instanceof Map)) throw new MongoServerFailure('TypeMismatch', '$jsonSchema must be an object')
  const isValid = compileJsonSchema(argument)
  return (doc) => isValid(doc)
}

function refuseNested(name: string, isNested: boolean): void {
  if (isNested) throw new MongoServerFailure('BadValue', `${name} can only be applied to the top-level document`)
}

function refuseSpecial(name: string, fieldsOnly = false): void {
  if (fieldsOnly) throw new MongoServerFailure('QueryFeatureNotAllowed', `${name} is not allowed in this context`)
}

const $comment: TopLevelOperator = () => () => true

const $text: TopLevelOperator = (argument, { addText, isNested, options }) => {
  refuseNested('$text', isNested)
  refuseSpecial('$text', options.fieldsOnly)
  if (!(argument instanceof Map)) throw new MongoServerFailure('BadValue', '$text expects an object')
  addText(new TextClause(parseTextArgument(argument)))
  return (_doc, details) => {
    if (!details?.hasText) throw textIndexRequired()
    return details.hasText()
  }
}

function constant(name: string, answer: boolean): TopLevelOperator {
  return (argument) => {
    if (String(argument) === '1') return () => answer
    throw new MongoServerFailure('FailedToParse', `${name} must be an integer value of 1`)
  }
}

const $where: TopLevelOperator = (_argument, { isNested }) => {
  refuseNested('$where', isNested)
  throw new MongoServerFailure('BadValue', 'no globalScriptEngine in $where parsing')
}

const $sampleRate: TopLevelOperator = (argument) => {
  const rate = isNumber(argument) ? toDouble(argument) : undefined
  if (rate === undefined) throw new MongoServerFailure('BadValue', 'argument to $sampleRate must be a numeric type')
  if (!(rate >= 0 && rate <= 1))
    throw new MongoServerFailure('BadValue', 'numeric argument to $sampleRate must be in [0, 1]')
  return () => Math.random() < rate
}

export const documentOperators: Readonly<Record<string, TopLevelOperator>> = {
  $expr,
  $jsonSchema,
  $comment,
  $alwaysTrue: constant('$alwaysTrue', true),
  $alwaysFalse: constant('$alwaysFalse', false),
  $where,
  $text,
  $sampleRate,
}
