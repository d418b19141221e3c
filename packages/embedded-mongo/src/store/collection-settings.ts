import { compileValidation, type Validation } from '../validation/index.ts'
import { type Collation, type Doc, parseCollation, type Value } from '../values/index.ts'

/** A stored query that reads like a collection. */
export interface View {
  /** The collection, or view, it reads. */
  readonly on: string
  readonly pipeline: readonly Doc[]
}

/** What a collection's options come down to. */
export interface CollectionSettings {
  readonly validation: Validation | undefined
  /** Of commands and indexes that name none. */
  readonly collation: Collation | null
  readonly view: View | undefined
  /** Of a time series: what each measurement must have. */
  readonly timeField: string | undefined
  /** Documents before and after a change are kept for change streams. */
  readonly keepsImages: boolean
}

export function readSettings(options: Doc): CollectionSettings {
  const collation = parseCollation(asDoc(options.get('collation')))
  const on = options.get('viewOn')
  const pipeline = options.get('pipeline')
  const stages = (Array.isArray(pipeline) ? pipeline : []).filter((stage) => stage instanceof Map)
  return {
    validation: compileValidation(options, collation),
    collation,
    view: typeof on === 'string' ? { on, pipeline: stages } : undefined,
    timeField: asText(asDoc(options.get('timeseries'))?.get('timeField')),
    keepsImages: asDoc(options.get('changeStreamPreAndPostImages'))?.get('enabled') === true,
  }
}

const asText = (value: Value | undefined): string | undefined => (typeof value === 'string' ? value : undefined)
const asDoc = (value: Value | undefined): Doc | undefined => (value instanceof Map ? value : undefined)
