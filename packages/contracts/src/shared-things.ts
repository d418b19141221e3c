import { z } from 'zod'
import { cursorContract, limitContract } from './paging.ts'
import { jsonContract } from './scalars.ts'

/** The name of something an organization shares; unique among its kind. */
export const sharedNameContract = z
  .string()
  .trim()
  .min(1, 'Give it a name.')
  .max(100, 'Keep the name under 100 characters.')

export const descriptionContract = z.string().trim().max(2000, 'Keep the description under 2,000 characters.')

/** Where a list begins and how long its page is. */
export const pageInput = { cursor: cursorContract.nullish(), limit: limitContract.optional() }

const MAX_SCHEMA_CHARACTERS = 32 * 1024

/** A JSON Schema of an object; its validity is checked by the verb. At most 32 KB. */
export const jsonSchemaContract = z
  .record(z.string(), jsonContract)
  .refine((schema) => JSON.stringify(schema).length <= MAX_SCHEMA_CHARACTERS, 'Keep the schema under 32 KB.')

/** For updates: an input that changes nothing is a mistake. */
export function changesSomething(input: object): boolean {
  return Object.values(input).filter((value) => value !== undefined).length > 1
}

export const NOTHING_TO_CHANGE = 'Say what to change.'
