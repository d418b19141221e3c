import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { EJSON } from 'bson'

/** A document of a test file, its values in BSON's JavaScript classes. */
export type Fields = Readonly<Record<string, unknown>>

export interface SpecTest {
  readonly description: string
  readonly requirements: readonly Fields[]
  readonly skipReason: string | undefined
  readonly operations: readonly Fields[]
  readonly expectEvents: readonly Fields[]
  readonly outcome: readonly Fields[]
}

/** One file of the unified test format (source: mongodb/specifications, "Unified Test Format"). */
export interface SpecFile {
  readonly suite: string
  readonly name: string
  readonly requirements: readonly Fields[]
  readonly createEntities: readonly Fields[]
  readonly initialData: readonly Fields[]
  readonly tests: readonly SpecTest[]
}

export const SUITES = [
  'crud',
  'retryable-writes',
  'transactions',
  'transactions-convenient-api',
  'sessions',
  'collection-management',
  'index-management',
] as const

/** The folder of the test files. It may be missing, but not where MONGODB_SPEC_TESTS names it. */
export function specDirectory(root: string, given = process.env.MONGODB_SPEC_TESTS): { path: string; exists: boolean } {
  const path = given ? resolve(root, given) : resolve(root, '../shared/mongodb-spec-tests')
  const exists = existsSync(path)
  if (given && !exists) throw new Error(`MONGODB_SPEC_TESTS names ${path}, where there is nothing`)
  return { path, exists }
}

export function readSuite(directory: string, suite: string): SpecFile[] {
  const folder = join(directory, suite)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readFile(suite, name, readFileSync(join(folder, name), 'utf8')))
}

function readFile(suite: string, name: string, text: string): SpecFile {
  const file = asFields(EJSON.parse(text, { relaxed: true }))
  return {
    suite,
    name: name.replace(/\.json$/, ''),
    requirements: asList(file.runOnRequirements),
    createEntities: asList(file.createEntities),
    initialData: asList(file.initialData),
    tests: asList(file.tests).map((test) => ({
      description: String(test.description),
      requirements: asList(test.runOnRequirements),
      skipReason: typeof test.skipReason === 'string' ? test.skipReason : undefined,
      operations: asList(test.operations),
      expectEvents: asList(test.expectEvents),
      outcome: asList(test.outcome),
    })),
  }
}

export function isFields(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

export const asFields = (value: unknown): Fields => (isFields(value) ? value : {})
export const asList = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(asFields) : [])
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '')
