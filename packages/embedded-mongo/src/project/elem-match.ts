import { MongoServerFailure } from '../errors.ts'
import { compileFilter } from '../match/index.ts'
import { typeName } from '../values/index.ts'
import { type ProjectionOperator, withField } from './projection-step.ts'

/** The first element that matches, as an array of one; nothing where none does. */
export const $elemMatch: ProjectionOperator = {
  suggests: 'inclusion',
  keepsField: false,
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
    return (projected, original) => {
      const array = original.get(path)
      const position = filter.position(original)
      const element = Array.isArray(array) && position !== undefined ? array[position] : undefined
      return withField(projected, path, element === undefined ? undefined : [element])
    }
  },
}
