import { type Document, Long, serialize } from 'bson'

/** What is sent on one connection. */
export interface Hostile {
  readonly kind: string
  readonly bytes: Buffer
  /** The protocol is broken for sure: the server must close, without being asked. */
  readonly mustClose: boolean
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const COMMANDS: readonly Document[] = [
  { ping: 1, $db: 'admin' },
  {
    hello: 1,
    client: { application: { name: 'x' }, driver: { name: 'd', version: '1' } },
    saslSupportedMechs: 'admin.a',
    $db: 'admin',
  },
  {
    hello: 1,
    speculativeAuthenticate: {
      saslStart: 1,
      mechanism: 'SCRAM-SHA-256',
      payload: Buffer.from('n,,n=a,r=bcd'),
      db: 'admin',
    },
    $db: 'admin',
  },
  { saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: Buffer.from('n,,n=a,r=bcd'), $db: 'admin' },
  { saslContinue: 1, conversationId: 1, payload: Buffer.from('c=biws,r=bcd,p=AAAA'), $db: 'admin' },
  {
    find: 'items',
    filter: { n: { $gt: 1, $in: [1, 2, null] }, text: /^a(b+)+$/i },
    sort: { n: -1 },
    limit: 5,
    $db: 'hostile',
  },
  { insert: 'items', documents: [{ n: 1, text: 'x', list: [1, { a: 1 }] }], ordered: true, $db: 'hostile' },
  {
    update: 'items',
    updates: [{ q: { n: 1 }, u: { $set: { 'list.$[e].a': 2 } }, arrayFilters: [{ 'e.a': 1 }] }],
    $db: 'hostile',
  },
  {
    aggregate: 'items',
    pipeline: [{ $match: { n: 1 } }, { $group: { _id: '$text', sum: { $sum: '$n' } } }],
    cursor: {},
    $db: 'hostile',
  },
  {
    aggregate: 'items',
    pipeline: [{ $project: { x: { $substrCP: ['$text', 0, 2] } } }, { $sort: { x: 1 } }],
    cursor: {},
    $db: 'hostile',
  },
  { getMore: Long.fromString('1234567890123456789'), collection: 'items', $db: 'hostile' },
  { killCursors: 'items', cursors: [Long.fromNumber(1)], $db: 'hostile' },
  {
    commitTransaction: 1,
    txnNumber: Long.fromNumber(1),
    autocommit: false,
    lsid: { id: Buffer.alloc(16) },
    $db: 'admin',
  },
  { findAndModify: 'items', query: { n: 1 }, update: [{ $set: { n: { $add: ['$n', 1] } } }], $db: 'hostile' },
  { distinct: 'items', key: 'list.a', query: {}, $db: 'hostile' },
  { explain: { find: 'items', filter: { n: 1 } }, $db: 'hostile' },
]

const BODIES = COMMANDS.map((command) => Buffer.from(serialize(command)))

interface Framing {
  length?: number
  opCode?: number
  flags?: number
  kind?: number
}

function frame(body: Uint8Array, { length, opCode, flags, kind }: Framing = {}): Buffer {
  const head = Buffer.alloc(21)
  head.writeInt32LE(length ?? 21 + body.length, 0)
  head.writeInt32LE(7, 4)
  head.writeInt32LE(opCode ?? 2013, 12)
  head.writeUInt32LE((flags ?? 0) >>> 0, 16)
  head[20] = kind ?? 0
  return Buffer.concat([head, body])
}

/** `levels` documents within each other, as the value of `filter`. */
function nested(levels: number): Buffer {
  const bytes = Buffer.alloc(levels * 8 + 5)
  for (let level = 0; level < levels; level++) {
    bytes.writeInt32LE(bytes.length - level * 8, level * 7)
    bytes[level * 7 + 4] = level % 2 ? 4 : 3
    bytes[level * 7 + 5] = 48
  }
  bytes.writeInt32LE(5, levels * 7)
  return bytes
}

type Random = () => number
type Make = (random: Random) => Omit<Hostile, 'kind'>

const below = (random: Random, limit: number): number => Math.floor(random() * limit)
const pick = <T>(random: Random, list: readonly [T, ...T[]]): T => list[below(random, list.length)] ?? list[0]
const noise = (random: Random, length: number): Buffer => Buffer.from(Array.from({ length }, () => below(random, 256)))
const body = (random: Random): Buffer => Buffer.from(BODIES[below(random, BODIES.length)] ?? Buffer.alloc(5))
const open = (bytes: Buffer): Omit<Hostile, 'kind'> => ({ bytes, mustClose: false })
const broken = (bytes: Buffer): Omit<Hostile, 'kind'> => ({ bytes, mustClose: true })

function flipped(random: Random, bytes: Buffer, from: number): Buffer {
  for (let flips = 1 + below(random, 6); flips > 0; flips--)
    bytes[from + below(random, bytes.length - from)] = below(random, 256)
  return bytes
}

const KINDS: Readonly<Record<string, Make>> = {
  'a valid message with other bytes in it': (random) => open(flipped(random, frame(body(random)), 16)),
  'a valid message with other bytes in its header': (random) => open(flipped(random, frame(body(random)), 0)),
  'noise with a header': (random) => open(frame(noise(random, below(random, 400)))),
  'noise alone': (random) => open(noise(random, 1 + below(random, 200))),
  'a wrong length inside': (random) => {
    const bytes = body(random)
    bytes.writeInt32LE(
      pick(random, [-1, 0, 4, 0x7fff_ffff, -0x8000_0000, bytes.length + 1]),
      below(random, bytes.length - 4),
    )
    return open(frame(bytes))
  },
  'another type inside': (random) => {
    const bytes = body(random)
    bytes[4] = pick(random, [0x00, 0x01, 0x05, 0x06, 0x0b, 0x0d, 0x0f, 0x11, 0x13, 0x20, 0x7f, 0xff])
    return open(frame(bytes))
  },
  'a length that is not allowed': (random) =>
    broken(frame(body(random), { length: pick(random, [-1, 0, 3, 15, 48_000_001, 0x7fff_ffff, -0x8000_0000]) })),
  'a large length and little behind it': (random) => open(frame(body(random), { length: 47_000_000 })),
  'a message cut short': (random) => {
    const whole = frame(body(random))
    return open(whole.subarray(0, 1 + below(random, whole.length - 1)))
  },
  'an operation that is not here': (random) =>
    broken(
      frame(body(random), { opCode: pick(random, [0, 1, 2001, 2002, 2005, 2006, 2007, 2010, 2012, -1, 0x7fff_ffff]) }),
    ),
  'an OP_QUERY of noise': (random) => open(frame(noise(random, 60), { opCode: 2004 })),
  'a flag that is required and unknown': (random) =>
    broken(frame(body(random), { flags: 1 << (2 + below(random, 14)) })),
  'a checksum that is wrong': (random) => open(frame(Buffer.concat([body(random), noise(random, 4)]), { flags: 1 })),
  'a checksum where the body should be': (random) => broken(frame(body(random), { flags: 1 })),
  'no answer wanted': (random) => open(frame(flipped(random, body(random), 4), { flags: 2 })),
  'a section of a kind that is not here': (random) => broken(frame(body(random), { kind: 2 + below(random, 250) })),
  'a sequence of nonsense': (random) => broken(frame(noise(random, 80), { kind: 1 })),
  'nesting without end': (random) => {
    const inner = nested(pick(random, [190, 201, 1000, 20_000]))
    const head = Buffer.from(serialize({ find: 'items', $db: 'hostile' })).subarray(4, -1)
    const whole = Buffer.concat([Buffer.alloc(4), head, Buffer.from('\x03filter\0', 'latin1'), inner, Buffer.alloc(1)])
    whole.writeInt32LE(whole.length, 0)
    return open(frame(whole))
  },
  'text that is not UTF-8': (random) => {
    const bytes = Buffer.from(serialize({ find: 'items', filter: { text: 'abcdefgh' }, $db: 'hostile' }))
    bytes.set(
      pick(random, [
        [0xc0, 0x80],
        [0xff, 0xfe],
        [0xed, 0xa0, 0x80],
        [0xf5, 0x80, 0x80, 0x80],
      ]),
      bytes.indexOf('abcdefgh'),
    )
    return open(frame(bytes))
  },
}

/** Slow to make and to answer, so they come seldom. */
const LARGE: Readonly<Record<string, Make>> = {
  'thousands of fields': (random) => {
    const filter = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`f${i}`, below(random, 10)]))
    return open(frame(serialize({ find: 'items', filter, $db: 'hostile' })))
  },
  'thousands of conditions': (random) => {
    const filter = { $or: Array.from({ length: 1000 }, () => ({ n: below(random, 10) })) }
    return open(frame(serialize({ find: 'items', filter, $db: 'hostile' })))
  },
}

export function hostileFrame(random: Random): Hostile {
  const kinds = Object.entries(random() < 0.005 ? LARGE : KINDS)
  const [kind, make] = kinds[below(random, kinds.length)] ?? []
  if (kind === undefined || make === undefined) throw new Error('there is no kind of frame')
  return { kind, ...make(random) }
}
