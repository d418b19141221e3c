import { MongoServerFailure } from '../errors.ts'
import { compileFilter, filterReads, isOperatorDocument, topLevelField } from '../match/index.ts'
import { type Doc, decodePaths, FieldPaths, readField, typeName } from '../values/index.ts'
import { type ProjectionOperator, withField } from './projection-step.ts'

/**
 * The first element that matches, as an array of one; nothing where none does. Of a stored document no more is decoded of the elements than
 * the condition looks at, until one matches.
 */
export const $elemMatch: ProjectionOperator = {
  suggests: 'inclusion',
  keepsField: false,
  readsStored: true,
  claims: () => true,
  compile: (argument, { options, path }) => {
    if (!(argument instanceof Map)) {
      throw new MongoServerFailure(31274, `elemMatch: Invalid argument, object required, but got ${typeName(argument)}`)
    }
    if (path.includes('.')) {
      throw new MongoServerFailure(31275, 'Cannot use $elemMatch projection on a nested field.')
    }
    const filter = compileFilter(new Map([[path, new Map([['$elemMatch', argument]])]]), {
      ...options,
      fieldsOnly: true,
    })
    const paths = pathsOf(path, argument)
    return (projected, original, meta) => {
      const position = filter.position(meta?.bytes ? decodePaths(meta.bytes, paths) : original)
      const array = position === undefined ? undefined : meta?.bytes ? readField(meta.bytes, path) : original.get(path)
      const element = Array.isArray(array) && position !== undefined ? array[position] : undefined
      return withField(projected, path, element === undefined ? undefined : [element])
    }
  },
}

/** What a condition on the elements of `path` looks at. */
function pathsOf(path: string, condition: Doc): FieldPaths {
  const paths: string[] = []
  if (isOperatorDocument(condition)) paths.push(path)
  else filterReads(condition, (inner) => paths.push(inner === null ? path : `${path}.${topLevelField(inner)}`))
  return new FieldPaths(paths.length > 0 ? paths : [path])
}
