import { mongo } from 'mongoose'
import { ERASED_PERSON_ID, ERASED_TEXT } from './erased-person.ts'
import type { Person } from './subject.ts'

/** What a person is known by: in any record, and in those of the organizations where they were. */
export interface Identifiers {
  userId: mongo.BSON.ObjectId
  everywhere: readonly RegExp[]
  amongTheirs: readonly RegExp[]
}

function whole(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![\\p{L}\\p{N}._%+@-])${escaped}(?![\\p{L}\\p{N}_@-]|\\.[\\p{L}\\p{N}])`, 'giu')
}

/**
 * The user id and what sign-in providers call them are theirs alone, wherever they stand. An address is not proven to be theirs, and a
 * name is others' too: both are looked for only where they were.
 */
export function identifiersOf({ userId, key, email, name, accountIds }: Person): Identifiers {
  return {
    userId,
    everywhere: [new RegExp(key, 'gi'), ...accountIds.filter((id) => id !== key).map(whole)],
    amongTheirs: [email, ...(name === undefined ? [] : [name])].map(whole),
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value))
}

/** Each path of a document that holds an identifier, and what to put there instead. */
export function findTraces(
  value: unknown,
  { userId, patterns }: { userId: mongo.BSON.ObjectId; patterns: readonly RegExp[] },
  path = '',
): Map<string, unknown> {
  const found = new Map<string, unknown>()
  if (typeof value === 'string') {
    const without = patterns.reduce((text, pattern) => text.replace(pattern, ERASED_TEXT), value)
    if (without !== value) found.set(path, without)
  } else if (value instanceof mongo.ObjectId) {
    if (value.equals(userId)) found.set(path, ERASED_PERSON_ID)
  } else if (Array.isArray(value) || isPlain(value)) {
    for (const [key, inner] of Object.entries(value))
      for (const [at, instead] of findTraces(inner, { userId, patterns }, path === '' ? key : `${path}.${key}`))
        found.set(at, instead)
  }
  return found
}
