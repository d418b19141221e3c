import type { CursorBatch } from '../commands/command.ts'
import { encodeDocument, type Value } from '../values/index.ts'
import { HEADER_BYTES, OP_MSG, OP_REPLY } from './op-msg.ts'

const END = Buffer.from([0])

/** An answer as an OP_MSG. The cursor's documents are copied as they are stored. */
export function writeMessage(
  requestId: number,
  responseTo: number,
  cursor: CursorBatch | undefined,
  fields: readonly (readonly [string, Value])[],
): Buffer {
  const rest = encodeDocument(new Map(fields))
  const parts: Uint8Array[] = cursor ? [...cursorElement(cursor)] : []
  parts.push(rest.subarray(4))
  const size = 4 + lengthOf(parts)
  const head = Buffer.alloc(HEADER_BYTES + 5 + 4)
  writeHeader(head, HEADER_BYTES + 5 + size, requestId, responseTo, OP_MSG)
  head.writeInt32LE(size, HEADER_BYTES + 5)
  return Buffer.concat([head, ...parts])
}

/** An answer to a legacy OP_QUERY. */
export function writeReply(
  requestId: number,
  responseTo: number,
  fields: readonly (readonly [string, Value])[],
): Buffer {
  const body = encodeDocument(new Map(fields))
  const head = Buffer.alloc(HEADER_BYTES + 20)
  writeHeader(head, HEADER_BYTES + 20 + body.length, requestId, responseTo, OP_REPLY)
  head.writeInt32LE(1, HEADER_BYTES + 16)
  return Buffer.concat([head, body])
}

function writeHeader(head: Buffer, length: number, requestId: number, responseTo: number, opCode: number): void {
  head.writeInt32LE(length, 0)
  head.writeInt32LE(requestId, 4)
  head.writeInt32LE(responseTo, 8)
  head.writeInt32LE(opCode, 12)
}

/** The element `cursor: { firstBatch: [ … ], id, ns }`. */
function cursorElement({
  field,
  documents,
  cursorId,
  namespace,
  atClusterTime,
  postBatchResumeToken,
}: CursorBatch): Uint8Array[] {
  const batch: Uint8Array[] = []
  for (const [i, document] of documents.entries()) batch.push(Buffer.from(`\x03${i}\0`, 'latin1'), document)
  batch.push(END)
  const tail = encodeDocument(
    new Map<string, Value>([
      ['id', cursorId],
      ['ns', namespace],
      ...(atClusterTime ? [['atClusterTime', atClusterTime] as const] : []),
      ...(postBatchResumeToken ? [['postBatchResumeToken', postBatchResumeToken] as const] : []),
    ]),
  ).subarray(4)
  const batchLength = 4 + lengthOf(batch)
  const batchName = Buffer.from(`\x04${field}\0`, 'latin1')
  const cursorLength = 4 + batchName.length + batchLength + tail.length
  return [Buffer.from('\x03cursor\0', 'latin1'), int32(cursorLength), batchName, int32(batchLength), ...batch, tail]
}

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0)

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeInt32LE(value)
  return bytes
}
