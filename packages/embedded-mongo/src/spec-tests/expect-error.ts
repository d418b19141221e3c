import { MongoBulkWriteError, MongoError, MongoServerError } from 'mongodb'
import { showBulk } from './collection-operations.ts'
import { expectMatch, type Lookups, Mismatch } from './match.ts'
import { asFields, type Fields } from './spec-file.ts'

function check(isTrue: boolean, message: string): void {
  if (!isTrue) throw new Mismatch(message)
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

/** Checks an error against `expectError`. */
export function expectError(error: unknown, expected: Fields, lookups: Lookups): void {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Mismatch) throw error
  const isServer = error instanceof MongoServerError
  if (typeof expected.isClientError === 'boolean')
    check(isServer !== expected.isClientError, `is ${isServer ? 'a server' : 'a client'} error: ${message}`)
  if (typeof expected.errorContains === 'string')
    check(message.toLowerCase().includes(expected.errorContains.toLowerCase()), `the message is: ${message}`)
  const code = isServer ? error.code : undefined
  if (expected.errorCode !== undefined) check(code === expected.errorCode, `the code is ${code}: ${message}`)
  if (expected.errorCodeName !== undefined)
    check(
      isServer && error.codeName === expected.errorCodeName,
      `the name is ${isServer ? error.codeName : '?'}: ${message}`,
    )
  const hasLabel = (label: string) => error instanceof MongoError && error.hasErrorLabel(label)
  for (const label of texts(expected.errorLabelsContain)) check(hasLabel(label), `without label ${label}: ${message}`)
  for (const label of texts(expected.errorLabelsOmit)) check(!hasLabel(label), `with label ${label}: ${message}`)
  if (expected.errorResponse !== undefined)
    expectMatch(isServer ? error.errorResponse : undefined, expected.errorResponse, lookups)
  if (expected.expectResult !== undefined)
    expectMatch(
      error instanceof MongoBulkWriteError ? showBulk(error.result) : undefined,
      expected.expectResult,
      lookups,
    )
}

export const isExpectingError = (operation: Fields): boolean => Object.keys(asFields(operation.expectError)).length > 0
