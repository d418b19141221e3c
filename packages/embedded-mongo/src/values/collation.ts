import { MongoServerFailure } from '../errors.ts'
import { toDouble } from './arithmetic.ts'
import { isNumber, typeName } from './bson-type.ts'
import { createSortKey } from './collation-key.ts'
import type { Collation, Doc, Missing, Value } from './types.ts'

/** Options whose default is the only value this server knows. */
const DEFAULTS = new Map<string, Value>([
  ['caseLevel', false],
  ['caseFirst', 'off'],
  ['numericOrdering', false],
  ['alternate', 'non-ignorable'],
  ['maxVariable', 'punct'],
  ['normalization', false],
  ['backwards', false],
])

const IGNORED = new Set(['locale', 'strength', 'version'])

/** The collation a command names, `null` for binary comparison. Options beyond locale and strength 1–3 are refused. */
export function parseCollation(spec: Doc | Missing): Collation | null {
  if (spec === undefined) return null
  const locale = spec.get('locale')
  if (locale === undefined) {
    throw new MongoServerFailure(40414, "BSON field 'collation.locale' is missing but a required field")
  }
  if (typeof locale !== 'string') {
    throw new MongoServerFailure(
      'TypeMismatch',
      `BSON field 'collation.locale' is the wrong type '${typeName(locale)}', expected type 'string'`,
    )
  }
  refuseOptions(spec)
  if (locale === 'simple') return null
  return createCollation(locale, parseStrength(spec.get('strength')))
}

function refuseOptions(spec: Doc): void {
  for (const [name, value] of spec) {
    if (IGNORED.has(name)) continue
    if (!DEFAULTS.has(name)) throw new MongoServerFailure(40415, `BSON field 'collation.${name}' is an unknown field.`)
    if (value !== DEFAULTS.get(name)) {
      throw new MongoServerFailure('NotImplemented', `collation option '${name}' is not supported but for its default`)
    }
  }
}

function parseStrength(value: Value | Missing): 1 | 2 | 3 {
  if (value === undefined) return 3
  const strength = isNumber(value) ? toDouble(value) : Number.NaN
  if (strength === 1 || strength === 2 || strength === 3) return strength
  if (strength === 4 || strength === 5) {
    throw new MongoServerFailure('NotImplemented', `collation strength ${strength} is not supported`)
  }
  throw new MongoServerFailure(
    'BadValue',
    `Enumeration value '${strength}' for field 'collation.strength' is not a valid value.`,
  )
}

const COLLATIONS = new Map<string, Collation>()

function createCollation(locale: string, strength: 1 | 2 | 3): Collation {
  const known = COLLATIONS.get(`${locale}/${strength}`)
  if (known !== undefined) return known
  const sortKey = createSortKey(locale, strength)
  const collation: Collation = {
    locale,
    strength,
    sortKey,
    // Comparing the keys themselves keeps sorts and indexes of one mind.
    compare: (a, b) => (a === b ? 0 : Buffer.compare(sortKey(a), sortKey(b))),
  }
  COLLATIONS.set(`${locale}/${strength}`, collation)
  return collation
}
