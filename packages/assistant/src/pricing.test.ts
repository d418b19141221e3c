import { expect, test } from 'vitest'
import { costMicros, findPrice, PRICE_VERSION, priceVersionOf } from './pricing.ts'

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

test("an organization's own price stands before the table's, for dated names too", () => {
  const own = new Map([['gpt-4o', { input: 1_000_000, output: 2_000_000 }]])
  expect(costMicros('gpt-4o', 10, 10, own)).toBe(30)
  expect(costMicros('gpt-4o-2024-08-06', 10, 10, own)).toBe(30)
  expect(costMicros('gpt-4o-mini', 10, 10, own)).toBe(8)
  expect(costMicros('llama-3.3-70b', 1, 0, new Map([['llama-3.3-70b', { input: 1, output: 1 }]]))).toBe(1)
  expect(priceVersionOf('gpt-4o-2024-08-06', own)).toBe('organization')
  expect(priceVersionOf('gpt-4o-mini', own)).toBe(PRICE_VERSION)
})
