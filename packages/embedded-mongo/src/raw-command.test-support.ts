import { once } from 'node:events'
import { connect } from 'node:net'
import { type Document, deserialize, serialize } from 'bson'

/** Sends one command as it stands, without a driver that adds a session of its own, and gives the answer. */
export async function rawCommand(port: number, command: Document): Promise<Document> {
  const body = serialize(command)
  const head = Buffer.alloc(21)
  head.writeInt32LE(21 + body.length, 0)
  head.writeInt32LE(1, 4)
  head.writeInt32LE(2013, 12)
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(Buffer.concat([head, body]))
  let answer: Buffer = Buffer.alloc(0)
  while (answer.length < 4 || answer.length < answer.readInt32LE(0)) {
    const [chunk] = await once(socket, 'data')
    answer = Buffer.concat([answer, chunk])
  }
  socket.destroy()
  return deserialize(answer.subarray(21))
}
