import { commandShape } from './command-shape.ts'
import type { Operation } from './operations.ts'

/** Commands whose content is secret even without its values. */
const SECRET = new Set(['saslStart', 'saslContinue', 'createUser', 'updateUser'])

export const isSecret = ({ name }: Operation): boolean => SECRET.has(name)

/** One line about an operation that took long: how long, what kind of question, what it looked at; never a value of it. */
export function describeSlowOperation(operation: Operation, ms: number, failure: unknown): string {
  const { name, database, body, sequences, client, examined, returned } = operation
  const shape = isSecret(operation) ? name : commandShape(body, sequences)
  const outcome = failure === undefined ? '' : ` failed=${failure instanceof Error ? failure.name : 'yes'}`
  return `slow operation: ${Math.round(ms)} ms, ${database}: ${shape} keysExamined=${examined.keys} docsExamined=${examined.docs} nreturned=${returned} conn${client.connectionId}${outcome}`
}

/** Waiting for a change that has not happened yet is not slowness. */
export const isWaiting = ({ name, body }: Operation): boolean => name === 'getMore' && body.has('maxTimeMS')
