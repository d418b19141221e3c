import { MongoServerFailure } from '../errors.ts'

const ARRAY_FILTER = /^\$\[(.*)\]$/s

/** Splits a path such as `a.$[item].b` and refuses what no update may name. */
export function parseUpdatePath(path: string): string[] {
  if (path === '') throw new MongoServerFailure('EmptyFieldName', 'An empty update path is not valid.')
  const parts = path.split('.')
  if (parts.includes('')) {
    throw new MongoServerFailure(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    )
  }
  const [first = ''] = parts
  if (first === '$') {
    throw new MongoServerFailure(
      'BadValue',
      `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
    )
  }
  if (arrayIdentifier(first) !== undefined) {
    throw new MongoServerFailure(
      'BadValue',
      `Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '${path}'`,
    )
  }
  if (parts.filter((part) => part === '$').length > 1) {
    throw new MongoServerFailure('BadValue', `Too many positional (i.e. '$') elements found in path '${path}'`)
  }
  const dollar = parts.find((part) => part.startsWith('$') && part !== '$' && arrayIdentifier(part) === undefined)
  if (dollar !== undefined) {
    throw new MongoServerFailure(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${dollar}' in '${path}' is not valid for storage.`,
    )
  }
  return parts
}

/** `item` of `$[item]`, the empty text of `$[]`, undefined for any other part. */
export function arrayIdentifier(part: string): string | undefined {
  return ARRAY_FILTER.exec(part)?.[1]
}

/** The index a part names, undefined where it is no index. */
export function parseIndex(part: string): number | undefined {
  return /^(?:0|[1-9]\d{0,8})$/.test(part) ? Number(part) : undefined
}
