import { MongoServerFailure } from '../errors.ts'
import { printValue } from '../expressions/index.ts'
import { type ProjectionOperator, withField } from './projection-step.ts'

/** `$meta: 'textScore'`, of queries that have one. */
export const $meta: ProjectionOperator = {
  suggests: 'exclusion',
  keepsField: false,
  readsStored: true,
  claims: () => true,
  compile: (argument, { path }) => {
    if (argument !== 'textScore') {
      throw new MongoServerFailure(17308, `Unsupported argument to $meta: ${printValue(argument)}`)
    }
    if (path.includes('.')) {
      throw new MongoServerFailure('NotImplemented', '$meta on a nested field is not supported by this server')
    }
    return (projected, _original, meta) => {
      if (meta?.textScore === undefined) {
        throw new MongoServerFailure(40218, 'query requires text score metadata, but it is not available')
      }
      // Found by another branch of an $or than the search: it has none.
      return meta.textScore === 0 ? projected : withField(projected, path, meta.textScore)
    }
  },
}
