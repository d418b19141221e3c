import { GoogleError } from './google-error.ts'
import type { FieldFilter, FilterExpression } from './report-request.ts'

function matchesText(filter: FieldFilter, actual: string): boolean {
  const { stringFilter, inListFilter } = filter
  const fold = (text: string, caseSensitive: boolean) => (caseSensitive ? text : text.toLowerCase())
  if (inListFilter) {
    const { values, caseSensitive } = inListFilter
    return values.some((value) => fold(value, caseSensitive) === fold(actual, caseSensitive))
  }
  if (!stringFilter) throw new GoogleError('INVALID_ARGUMENT', `The filter on ${filter.fieldName} is not one for text.`)
  const value = fold(stringFilter.value, stringFilter.caseSensitive)
  const text = fold(actual, stringFilter.caseSensitive)
  if (stringFilter.matchType === 'CONTAINS') return text.includes(value)
  if (stringFilter.matchType === 'BEGINS_WITH') return text.startsWith(value)
  if (stringFilter.matchType === 'ENDS_WITH') return text.endsWith(value)
  return text === value
}

function matchesNumber(filter: FieldFilter, actual: number): boolean {
  const { numericFilter } = filter
  if (!numericFilter)
    throw new GoogleError('INVALID_ARGUMENT', `The filter on ${filter.fieldName} is not one for numbers.`)
  const { operation, value } = numericFilter
  if (operation === 'LESS_THAN') return actual < value
  if (operation === 'LESS_THAN_OR_EQUAL') return actual <= value
  if (operation === 'GREATER_THAN') return actual > value
  if (operation === 'GREATER_THAN_OR_EQUAL') return actual >= value
  return actual === value
}

/** True where the expression holds for the values `read` gives; `read` throws for a field it does not know. */
export function matches(expression: FilterExpression | undefined, read: (field: string) => string | number): boolean {
  if (!expression) return true
  const { andGroup, orGroup, notExpression, filter } = expression
  if (andGroup) return andGroup.expressions.every((one) => matches(one, read))
  if (orGroup) return orGroup.expressions.some((one) => matches(one, read))
  if (notExpression) return !matches(notExpression, read)
  if (!filter) throw new GoogleError('INVALID_ARGUMENT', 'A filter expression is empty.')
  const actual = read(filter.fieldName)
  return typeof actual === 'string' ? matchesText(filter, actual) : matchesNumber(filter, actual)
}
