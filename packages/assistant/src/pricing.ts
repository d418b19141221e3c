/** US micro-dollars for a million tokens. */
export interface ModelPrice {
  input: number
  output: number
}

/**
 * Says which table a cost was worked out with. Source: OpenAI's public price list, standard tier, as known in November 2025. Discounts for
 * cached input are not in it, so a cost is at most this.
 */
export const PRICE_VERSION = '2025-11'

/** An organization's own prices by the names of their models; one of them stands before the table's. */
export type ModelPrices = ReadonlyMap<string, ModelPrice>

/** The priceVersion of a cost that an organization's own price made. */
const OWN_PRICE_VERSION = 'organization'

const NONE: ModelPrices = new Map()

const dollars = (input: number, output: number): ModelPrice => ({
  input: input * 1_000_000,
  output: output * 1_000_000,
})
const FREE = dollars(0, 0)

const PRICES: ModelPrices = new Map([
  ['gpt-5.1', dollars(1.25, 10)],
  ['gpt-5', dollars(1.25, 10)],
  ['gpt-5-mini', dollars(0.25, 2)],
  ['gpt-5-nano', dollars(0.05, 0.4)],
  ['gpt-4.1', dollars(2, 8)],
  ['gpt-4.1-mini', dollars(0.4, 1.6)],
  ['gpt-4.1-nano', dollars(0.1, 0.4)],
  ['gpt-4o', dollars(2.5, 10)],
  ['gpt-4o-mini', dollars(0.15, 0.6)],
  ['gpt-4-turbo', dollars(10, 30)],
  ['gpt-3.5-turbo', dollars(0.5, 1.5)],
  ['o1', dollars(15, 60)],
  ['o3', dollars(2, 8)],
  ['o3-mini', dollars(1.1, 4.4)],
  ['o4-mini', dollars(1.1, 4.4)],
  ['sandbox-marketing', FREE],
  ['sandbox-slow', FREE],
  ['sandbox-long', FREE],
  ['sandbox-error', FREE],
  ['sandbox-malformed', FREE],
])

/** The price of a model, its dated names (`gpt-4o-2024-08-06`) included; null where it is not known. */
export function findPrice(model: string, prices = PRICES): ModelPrice | null {
  return prices.get(model) ?? prices.get(model.replace(/-\d{4}-\d{2}-\d{2}$/, '')) ?? null
}

/** Micro-dollars, rounded up once; null where the price is not known. */
export function costMicros(model: string, inputTokens: number, outputTokens: number, own = NONE): number | null {
  const price = findPrice(model, own) ?? findPrice(model)
  return price && Math.ceil((inputTokens * price.input + outputTokens * price.output) / 1_000_000)
}

/** Whose price a model's cost is worked out with. */
export function priceVersionOf(model: string, own = NONE): string {
  return findPrice(model, own) ? OWN_PRICE_VERSION : PRICE_VERSION
}
