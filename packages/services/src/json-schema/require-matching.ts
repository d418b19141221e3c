import { checkValue } from '@parley/assistant'
import { InvalidInputError } from '../errors.ts'
import { faultsByPath } from './faults-by-path.ts'

/**
 * The faults of a value by their dotted path, `field` first. Empty where the schema accepts it, or where there is no schema. A schema is a
 * tenant's: it is tried in a thread that ends where it takes too long. Throws InvalidInputError for one that cannot be used.
 */
export async function findMismatches(
  field: string,
  schema: Record<string, unknown> | null,
  value: unknown,
): Promise<Record<string, string[]>> {
  if (!schema) return {}
  const verdict = await checkValue(schema, value)
  if (verdict.type === 'unusable') {
    const userMessage = "The agent's schema cannot be used. An admin has to mend it."
    throw new InvalidInputError(`Unusable schema: ${verdict.message}`, userMessage)
  }
  return verdict.type === 'faults' ? faultsByPath(field, verdict.faults) : {}
}

/** Throws InvalidInputError with each fault under its dotted path where the schema does not accept the value. */
export async function requireMatching(
  field: string,
  schema: Record<string, unknown> | null,
  value: unknown,
): Promise<void> {
  const fields = await findMismatches(field, schema, value)
  if (Object.keys(fields).length === 0) return
  throw new InvalidInputError(
    `${field} does not match`,
    'This is not what the agent takes. Check the marked places.',
    fields,
  )
}
