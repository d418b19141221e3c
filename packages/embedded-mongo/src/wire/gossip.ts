import { Binary, type Timestamp } from 'bson'
import type { Server } from '../commands/server.ts'
import { ByteWriter, type Value, writeFields } from '../values/index.ts'

/** Nobody signs cluster times here; drivers only pass them on. */
const SIGNATURE = new Map<string, Value>([
  ['hash', new Binary(Buffer.alloc(20))],
  ['keyId', 0n],
])

/** The cluster's time, which every answer carries: encoded once as long as it stays the same. */
export class Gossip {
  readonly #server: Server
  #now: Timestamp | undefined
  #last: Timestamp | undefined
  #bytes: Uint8Array = new Uint8Array()

  constructor(server: Server) {
    this.#server = server
  }

  /** The elements `$clusterTime` and `operationTime`. */
  get bytes(): Uint8Array {
    const { now } = this.#server.clock
    const last = this.#server.store.log.lastTime
    if (now !== this.#now || last !== this.#last) {
      this.#now = now
      this.#last = last
      this.#bytes = encode(now, last)
    }
    return this.#bytes
  }
}

function encode(now: Timestamp, last: Timestamp): Uint8Array {
  const clusterTime = new Map<string, Value>([
    ['clusterTime', now],
    ['signature', SIGNATURE],
  ])
  const writer = new ByteWriter()
  writeFields(writer, [
    ['$clusterTime', clusterTime],
    ['operationTime', last],
  ])
  return writer.take()
}
