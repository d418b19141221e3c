import type { ModelPrices } from '@parley/assistant'
import type { PriceOverride } from '@parley/contracts'
import { Organization, type OrganizationRecord } from '@parley/db'
import type { ClientSession, Types } from 'mongoose'
import { z } from 'zod'
import { usdFromMicros } from '../money.ts'

/** As stored: micro-dollars for a million tokens. */
const storedPrices = z
  .array(z.object({ model: z.string(), input: z.int().nonnegative(), output: z.int().nonnegative() }))
  .catch([])

type Settings = Pick<OrganizationRecord, 'settings'>

/** What an organization pays for models in place of the price list; undefined where it has no price of its own. */
export function ownPricesOf(organization: Settings | null): ModelPrices | undefined {
  const stored = storedPrices.parse(organization?.settings?.priceOverrides ?? [])
  if (stored.length === 0) return undefined
  return new Map(stored.map(({ model, input, output }) => [model, { input, output }]))
}

export async function findOwnPrices(
  organizationId: Types.ObjectId,
  session: ClientSession | null = null,
): Promise<ModelPrices | undefined> {
  const projection = { settings: { priceOverrides: 1 } }
  return ownPricesOf(await Organization.findOne({ _id: organizationId }, projection, { session }).lean())
}

export function priceOverridesToRecord(overrides: readonly PriceOverride[]): z.infer<typeof storedPrices> {
  return overrides.map(({ model, inputUsdPerMillion, outputUsdPerMillion }) => ({
    model,
    input: Math.round(inputUsdPerMillion * 1_000_000),
    output: Math.round(outputUsdPerMillion * 1_000_000),
  }))
}

export function priceOverridesFromRecord(organization: Settings): PriceOverride[] {
  return storedPrices.parse(organization.settings?.priceOverrides ?? []).map(({ model, input, output }) => ({
    model,
    inputUsdPerMillion: usdFromMicros(input),
    outputUsdPerMillion: usdFromMicros(output),
  }))
}
