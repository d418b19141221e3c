import { Ajv } from 'ajv'
import { InvalidInputError } from '../errors.ts'

const ajv = new Ajv({ strict: false, allErrors: true })

/**
 * Holds what a person gave as JSON Schema to the draft-07 meta-schema; it is not compiled, so nothing of it runs. Throws
 * InvalidInputError with each fault under its dotted path.
 */
export function requireJsonSchema(field: string, schema: Record<string, unknown>): void {
  if (ajv.validateSchema({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' })) return
  const fields: Record<string, string[]> = {}
  for (const { instancePath, message } of ajv.errors ?? []) {
    const path = `${field}${instancePath.replaceAll('/', '.')}`
    fields[path] = [...(fields[path] ?? []), message ?? 'This is not valid.']
  }
  throw new InvalidInputError(`${field} is no JSON Schema`, 'The schema is not valid. Check the marked places.', fields)
}
