import { MongoServerFailure } from '../../errors.ts'

/** A conversion that cannot be: what `onError` of `$convert` catches. */
export function conversionFailure(message: string): MongoServerFailure {
  return new MongoServerFailure('ConversionFailure', message)
}

export const NO_ON_ERROR = 'in $convert with no onError value'
