import { estimateTokens } from './model/estimate-tokens.ts'
import type { ModelMessage } from './model/model-client.ts'
import type { ModelUsage } from './ports.ts'
import { costMicros, type ModelPrices, priceVersionOf } from './pricing.ts'

/** Adds up the tokens of one or more model calls. */
export class UsageMeter {
  readonly #model: string
  readonly #prices: ModelPrices | undefined
  #inputTokens = 0
  #outputTokens = 0
  #isEstimated = false

  constructor(model: string, prices?: ModelPrices) {
    this.#model = model
    this.#prices = prices
  }

  add(inputTokens: number, outputTokens: number): void {
    this.#inputTokens += inputTokens
    this.#outputTokens += outputTokens
  }

  /** For a call whose server said nothing, or that was cut off before it could. */
  addEstimate(messages: readonly ModelMessage[], output: string): void {
    this.add(estimateTokens(JSON.stringify(messages)), estimateTokens(output))
    this.#isEstimated = true
  }

  /** The cost is worked out over the sum, so that it is rounded once. */
  total(): ModelUsage {
    return {
      model: this.#model,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      costMicros: costMicros(this.#model, this.#inputTokens, this.#outputTokens, this.#prices),
      priceVersion: priceVersionOf(this.#model, this.#prices),
      isEstimated: this.#isEstimated,
    }
  }
}
