import { createHash } from 'node:crypto'
import { Types } from 'mongoose'

/** Ids count their seconds from here and not from the clock, so that seeding on another day names the same records. */
const NEWEST_SECOND = Date.UTC(2025, 0, 1) / 1000

/** The ids of one thing and of what belongs to it: the same for the same path, and in order of age. */
export interface SeedIds {
  readonly own: Types.ObjectId
  /** The id of the `number`th (0–65,535) thing of a kind (0–255) that belongs to it. */
  part(kind: number, number: number): Types.ObjectId
}

export function seedIds(path: string, secondsAgo = 0): SeedIds {
  const digest = createHash('sha256').update(`parley-seed:${path}`).digest()
  const second = NEWEST_SECOND - Math.floor(secondsAgo)
  const idOf = (offset: number, kind: number, number: number) => {
    const bytes = Buffer.alloc(12)
    bytes.writeUInt32BE(second + offset, 0)
    digest.copy(bytes, 4, 0, 5)
    bytes.writeUInt8(kind, 9)
    bytes.writeUInt16BE(number, 10)
    return new Types.ObjectId(bytes)
  }
  return { own: idOf(0, 0, 0), part: (kind, number) => idOf(1 + number, kind, number) }
}

/** What a thing has parts of: the second half of `part`'s key, fixed for good. */
export const PARTS = {
  message: 1,
  bucket: 2,
  usage: 3,
  execution: 4,
  turn: 5,
  titleUsage: 6,
  session: 7,
  attachment: 8,
  version: 9,
  audit: 10,
  account: 11,
} as const
