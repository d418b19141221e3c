import { expect, test } from 'vitest'
import { costMicros, findPrice } from './pricing.ts'

test('cost is in micro-dollars, rounded up once', () => {
  expect(costMicros('gpt-4o-mini', 1_000_000, 1_000_000)).toBe(750_000)
  expect(costMicros('gpt-4o-mini', 1, 0)).toBe(1)
  expect(costMicros('gpt-4o-mini', 10, 10)).toBe(8)
  expect(costMicros('gpt-4o-mini', 0, 0)).toBe(0)
  expect(costMicros('sandbox-marketing', 1000, 1000)).toBe(0)
})

test('dated names have the price of their model, unknown names have none', () => {
  expect(findPrice('gpt-4o-2024-08-06')).toEqual(findPrice('gpt-4o'))
  expect(costMicros('llama-3.3-70b', 1000, 1000)).toBeNull()
})
