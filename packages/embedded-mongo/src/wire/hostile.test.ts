import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { serialize } from 'bson'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

// The machine may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let started: TestDatabase
beforeAll(async () => {
  started = await startForTest()
})
afterAll(() => started.close())

async function open(): Promise<Socket> {
  const socket = connect(started.database.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  return socket
}

function message(
  body: Uint8Array,
  options: { opCode?: number; length?: number; flags?: number; kind?: number } = {},
): Buffer {
  const head = Buffer.alloc(21)
  head.writeInt32LE(options.length ?? 21 + body.length, 0)
  head.writeInt32LE(7, 4)
  head.writeInt32LE(options.opCode ?? 2013, 12)
  head.writeUInt32LE(options.flags ?? 0, 16)
  head[20] = options.kind ?? 0
  return Buffer.concat([head, body])
}

const ping = serialize({ ping: 1, $db: 'admin' })

/** Random bytes that are the same in every run. */
function noise(seed: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = seed
  for (let i = 0; i < length; i++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff
    bytes[i] = state >>> 16
  }
  return bytes
}

function cutShort(body: Uint8Array): Uint8Array {
  const copy = Buffer.from(body)
  copy.writeInt32LE(copy.length + 40, 0)
  return copy
}

function wrongLengthInside(): Uint8Array {
  const body = Buffer.from(serialize({ ping: 'text', $db: 'admin' }))
  body.writeInt32LE(0x7fff_ffff, 10)
  return body
}

test.each([
  ['a length below the header', Buffer.from([4, 0, 0, 0])],
  ['a negative length', message(ping, { length: -5 })],
  ['a length above 48 MB', message(ping, { length: 48_000_001 })],
  ['an unknown operation', message(ping, { opCode: 4242 })],
  ['a compressed message', message(ping, { opCode: 2012 })],
  ['an unknown required flag', message(ping, { flags: 1 << 5 })],
  ['an unknown section kind', message(ping, { kind: 9 })],
  ['a document longer than its message', message(cutShort(ping))],
  ['a string longer than its document', message(wrongLengthInside())],
  ['a body of noise', message(noise(1, 300))],
  ['a sequence without a name', message(Buffer.from([6, 0, 0, 0, 65, 66]), { kind: 1 })],
  ['no body', message(Buffer.concat([Buffer.from([6, 0, 0, 0, 65, 0])]), { kind: 1 })],
])('%s closes that connection and nothing else', async (_, bytes) => {
  const socket = await open()
  socket.resume()
  socket.write(bytes)
  await once(socket, 'close')
  expect(await started.client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 })
})

test('a hundred connections of noise leave the database well', async () => {
  for (let seed = 0; seed < 100; seed++) {
    const socket = await open()
    socket.resume()
    socket.end(message(noise(seed, 20 + seed * 3), { length: 41 + seed * 3 }))
    await once(socket, 'close')
  }
  expect(await started.client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 })
})

test('a message in many pieces, and two in one piece, are answered', async () => {
  const socket = await open()
  let received = 0
  const answers = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1').split('operationTime').length - 1
      if (received === 3) resolve()
    })
  })
  for (const byte of message(ping)) socket.write(Buffer.from([byte]))
  socket.write(Buffer.concat([message(ping), message(ping)]))
  await answers
  socket.destroy()
})
