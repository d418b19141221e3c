import { Ajv, type ValidateFunction } from 'ajv'
import { InvalidInputError } from '../errors.ts'

/** The faults of a value by their dotted path, `field` first. Empty where the schema accepts it, or where there is no schema. */
export function findMismatches(
  field: string,
  schema: Record<string, unknown> | null,
  value: unknown,
): Record<string, string[]> {
  const faults: Record<string, string[]> = {}
  if (!schema) return faults
  const validate = compile(schema)
  if (validate(value)) return faults
  for (const { instancePath, message } of validate.errors ?? []) {
    const path = `${field}${instancePath.replaceAll('/', '.')}`
    faults[path] = [...(faults[path] ?? []), message ?? 'This is not valid.']
  }
  return faults
}

/** Throws InvalidInputError with each fault under its dotted path where the schema does not accept the value. */
export function requireMatching(field: string, schema: Record<string, unknown> | null, value: unknown): void {
  const fields = findMismatches(field, schema, value)
  if (Object.keys(fields).length === 0) return
  throw new InvalidInputError(
    `${field} does not match`,
    'This is not what the agent takes. Check the marked places.',
    fields,
  )
}

/** A validator of its own each time, so that nothing of a tenant's schema stays. One that cannot be compiled is the caller's fault. */
function compile(schema: Record<string, unknown>): ValidateFunction {
  try {
    return new Ajv({ strict: false, allErrors: false, logger: false }).compile(schema)
  } catch (error) {
    const userMessage = "The agent's schema cannot be used. An admin has to mend it."
    throw new InvalidInputError(`Unusable schema: ${error instanceof Error ? error.message : ''}`, userMessage)
  }
}
