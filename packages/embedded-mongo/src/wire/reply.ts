import type { Answer, CursorBatch } from '../commands/command.ts'
import { ByteWriter, type Value, writeFields } from '../values/index.ts'
import { HEADER_BYTES, OP_MSG, OP_REPLY } from './op-msg.ts'

/** A frame's place among the messages of its connection. */
interface Ids {
  readonly requestId: number
  readonly responseTo: number
}

/** Room for all of an answer but its documents. */
const FIELDS_BYTES = 512
/** Type, index and end of an array's element. */
const ELEMENT_BYTES = 8

/** An answer as an OP_MSG. The cursor's documents are copied as they are stored; `gossip` are elements that come last. */
export function writeMessage(ids: Ids, { cursor, fields = [] }: Answer, gossip: Uint8Array): Buffer {
  const writer = new ByteWriter(FIELDS_BYTES + (cursor ? sizeOf(cursor.documents) : 0))
  writer.buffer.fill(0, 0, writer.reserve(HEADER_BYTES + 5) + HEADER_BYTES + 5)
  const start = writer.reserve(4)
  if (cursor) writeCursor(writer, cursor)
  writeFields(writer, fields)
  writer.bytes(gossip)
  endDocument(writer, start)
  return finish(writer, ids, OP_MSG)
}

/** An answer to a legacy OP_QUERY. */
export function writeReply(ids: Ids, { fields = [] }: Answer, gossip: Uint8Array): Buffer {
  const writer = new ByteWriter(FIELDS_BYTES)
  writer.buffer.fill(0, 0, writer.reserve(HEADER_BYTES + 20) + HEADER_BYTES + 20)
  writer.buffer.writeInt32LE(1, HEADER_BYTES + 16)
  const start = writer.reserve(4)
  writeFields(writer, fields)
  writer.bytes(gossip)
  endDocument(writer, start)
  return finish(writer, ids, OP_REPLY)
}

/** The element `cursor: { firstBatch: [ … ], id, ns }`. */
function writeCursor(writer: ByteWriter, cursor: CursorBatch): void {
  const { field, documents, cursorId, namespace, atClusterTime, postBatchResumeToken } = cursor
  const start = beginDocument(writer, 3, 'cursor')
  const batch = beginDocument(writer, 4, field)
  for (let i = 0; i < documents.length; i++) {
    writer.byte(3)
    writer.text(String(i))
    writer.byte(0)
    const document = documents[i]
    if (document) writer.bytes(document)
  }
  endDocument(writer, batch)
  const rest: [string, Value][] = [
    ['id', cursorId],
    ['ns', namespace],
  ]
  if (atClusterTime) rest.push(['atClusterTime', atClusterTime])
  if (postBatchResumeToken) rest.push(['postBatchResumeToken', postBatchResumeToken])
  writeFields(writer, rest)
  endDocument(writer, start)
}

/** Answers where the length is to be written. */
function beginDocument(writer: ByteWriter, type: 3 | 4, name: string): number {
  writer.byte(type)
  writer.text(name)
  writer.byte(0)
  return writer.reserve(4)
}

function endDocument(writer: ByteWriter, start: number): void {
  writer.byte(0)
  writer.buffer.writeInt32LE(writer.length - start, start)
}

function finish(writer: ByteWriter, { requestId, responseTo }: Ids, opCode: number): Buffer {
  const message = writer.take()
  message.writeInt32LE(message.length, 0)
  message.writeInt32LE(requestId, 4)
  message.writeInt32LE(responseTo, 8)
  message.writeInt32LE(opCode, 12)
  return message
}

function sizeOf(documents: readonly Uint8Array[]): number {
  let size = 0
  for (const { length } of documents) size += length + ELEMENT_BYTES
  return size
}
