import { Ajv, type ErrorObject } from 'ajv'
import type { SchemaFault, SchemaJob, SchemaVerdict } from './schema-messages.ts'

const MAX_FAULTS = 20

/** Holds a value to a schema, which may take as long and as much memory as whoever wrote it likes: for a thread only. */
export function judge({ schema, value }: SchemaJob): SchemaVerdict {
  try {
    // What a schema says of its own draft and address is nothing to hold a value to.
    const { $schema: _draft, $id: _address, $async: _later, ...rules } = JSON.parse(schema)
    const validate = new Ajv({ strict: false, allErrors: true, logger: false }).compile(rules)
    if (validate(JSON.parse(value))) return { type: 'fits' }
    return { type: 'faults', faults: (validate.errors ?? []).slice(0, MAX_FAULTS).map(faultOf) }
  } catch (error) {
    return { type: 'unusable', message: error instanceof Error ? error.message.slice(0, 200) : 'It cannot be used.' }
  }
}

function faultOf({ instancePath, params, message }: ErrorObject): SchemaFault {
  const named: unknown = params.missingProperty ?? params.additionalProperty
  const path = typeof named === 'string' ? `${instancePath}/${named}` : instancePath
  return { path: path.slice(1).replaceAll('/', '.').slice(0, 200), message: message ?? 'is not valid' }
}
