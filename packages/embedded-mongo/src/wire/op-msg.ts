import { MongoServerFailure } from '../errors.ts'
import { type Doc, decodeDocument } from '../values/index.ts'

/** https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
export const OP_REPLY = 1
export const OP_QUERY = 2004
export const OP_MSG = 2013

export const HEADER_BYTES = 16
export const MAX_MESSAGE_BYTES = 48_000_000

const CHECKSUM_PRESENT = 1
const MORE_TO_COME = 2
/** Of the first sixteen flags an unknown one must not be ignored. */
const REQUIRED_FLAGS = 0xffff

export interface Message {
  requestId: number
  body: Doc
  sequences: Map<string, Uint8Array[]>
  /** The client wants no answer. */
  isSilent: boolean
}

/** The message is not what the protocol allows: the connection is closed. */
export class ProtocolError extends Error {}

/** Reads an OP_MSG of known length. */
export function readMessage(frame: Buffer): Message {
  const requestId = frame.readInt32LE(4)
  if (frame.length < HEADER_BYTES + 4) throw new ProtocolError('OP_MSG is too short')
  const flags = frame.readUInt32LE(HEADER_BYTES)
  if (flags & REQUIRED_FLAGS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) throw new ProtocolError('unknown required flag')
  const end = flags & CHECKSUM_PRESENT ? frame.length - 4 : frame.length
  const sequences = new Map<string, Uint8Array[]>()
  let body: Doc | undefined
  for (let at = HEADER_BYTES + 4; at < end; ) {
    const kind = frame[at]
    const size = sizeAt(frame, at + 1, end)
    const section = frame.subarray(at + 1, at + 1 + size)
    if (kind === 0) {
      if (body) throw new ProtocolError('OP_MSG with two bodies')
      body = decode(section)
    } else if (kind === 1) readSequence(section, sequences)
    else throw new ProtocolError(`unknown section kind ${kind}`)
    at += 1 + size
  }
  if (!body) throw new ProtocolError('OP_MSG without a body')
  return { requestId, body, sequences, isSilent: (flags & MORE_TO_COME) !== 0 }
}

function sizeAt(frame: Buffer, at: number, end: number): number {
  if (at + 5 > end) throw new ProtocolError('a section is cut off')
  const size = frame.readInt32LE(at)
  if (size < 5 || at + size > end) throw new ProtocolError('a section has a wrong length')
  return size
}

function readSequence(section: Buffer, sequences: Map<string, Uint8Array[]>): void {
  const nameEnd = section.indexOf(0, 4)
  if (nameEnd < 0) throw new ProtocolError('a document sequence has no name')
  const name = section.toString('utf8', 4, nameEnd)
  if (sequences.has(name)) throw new ProtocolError(`two sequences are named ${name}`)
  const documents: Uint8Array[] = []
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = sizeAt(section, at, section.length)
    documents.push(section.subarray(at, at + size))
    at += size
  }
  sequences.set(name, documents)
}

/** Reads an OP_QUERY, of which only the first greeting of old drivers is understood. */
export function readQuery(frame: Buffer): Message {
  const requestId = frame.readInt32LE(4)
  const nameEnd = frame.indexOf(0, HEADER_BYTES + 4)
  if (nameEnd < 0 || nameEnd + 9 > frame.length) throw new ProtocolError('OP_QUERY is cut off')
  const collection = frame.toString('utf8', HEADER_BYTES + 4, nameEnd)
  const at = nameEnd + 9
  const size = sizeAt(frame, at, frame.length)
  const body = new Map(decode(frame.subarray(at, at + size)))
  const [name] = body.keys()
  if (!collection.endsWith('.$cmd') || !['hello', 'isMaster', 'ismaster'].includes(name ?? ''))
    throw new ProtocolError('OP_QUERY is understood for hello only')
  body.set('$db', collection.slice(0, -5))
  return { requestId, body, sequences: new Map(), isSilent: false }
}

function decode(bytes: Uint8Array): Doc {
  try {
    return decodeDocument(bytes)
  } catch (error) {
    if (error instanceof MongoServerFailure) throw new ProtocolError(error.message)
    throw error
  }
}
