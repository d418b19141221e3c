import { idContract } from '@parley/contracts'
import type { Types } from 'mongoose'
import { z } from 'zod'
import { objectId } from '../object-id.ts'
import { cursorInstant, formatCursor, parseCursor } from './cursor.ts'

/** Where a page of a list by a moment, the newest first, ended. The id decides between records of the same millisecond. */
export interface InstantCursor {
  at: Date
  id: Types.ObjectId
}

const cursorKeys = z.tuple([cursorInstant, idContract])

export function formatInstantCursor({ at, id }: InstantCursor): string {
  return formatCursor([at.getTime(), id.toHexString()])
}

/** Throws InvalidInputError for what formatInstantCursor did not make. */
export function parseInstantCursor(cursor: string): InstantCursor {
  const [at, id] = parseCursor(cursor, cursorKeys)
  return { at: new Date(at), id: objectId(id) }
}
