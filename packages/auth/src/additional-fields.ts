import type { DBFieldAttribute } from 'better-auth/db'

/**
 * A sub-document with our default. The library's Mongo adapter writes fields of type 'json' as strings; a value of an array type it
 * stores as it is, which is what our models read.
 */
function subdocument(defaultValue?: () => Record<string, unknown>): DBFieldAttribute {
  return { type: 'string[]', required: false, input: false, returned: false, ...(defaultValue && { defaultValue }) }
}

const ours = { required: false, input: false, returned: false } as const

/** DATA-MODEL's fields of User that the library does not know, with the model's own defaults. Never taken from a request. */
export const USER_FIELDS = {
  provider: { ...ours, type: 'string', defaultValue: 'email' },
  emailVerifiedAt: { ...ours, type: 'date' },
  billing: subdocument(() => ({ plan: 'free', status: 'active' })),
  usage: subdocument(() => ({
    monthlyAllowanceMicros: 100_000_000,
    spendRemainingMicros: 100_000_000,
    lastResetAt: new Date(),
  })),
  features: subdocument(() => ({})),
} satisfies Record<string, DBFieldAttribute>
