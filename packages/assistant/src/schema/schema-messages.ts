/** A JSON Schema of a person's and a value to hold to it, both as JSON. */
export interface SchemaJob {
  schema: string
  value: string
}

export interface SchemaFault {
  /** Dotted, from the value's root; '' is the value itself. */
  path: string
  message: string
}

/** `unusable`: the schema is at fault, whatever the value. */
export type SchemaVerdict =
  | { type: 'fits' }
  | { type: 'faults'; faults: SchemaFault[] }
  | { type: 'unusable'; message: string }

/** `begun` comes when the thread has the job, so that its time is measured from there. */
export type FromSchemaThread = { type: 'begun' } | SchemaVerdict
