import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Document, MongoClient, type MongoClientOptions } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type EmbeddedMongo, startEmbeddedMongo } from '../index.ts'
import { rawCommand } from '../raw-command.test-support.ts'

// The machine may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

const PASSWORD = 'Pencil ünd-Paper'
let dataDir: string
let database: EmbeddedMongo
let root: MongoClient
const clients: MongoClient[] = []
const warnings: string[] = []
const logger = {
  info: () => undefined,
  warn: (message: string) => {
    warnings.push(message)
  },
  error: () => undefined,
}

async function signIn(username?: string, password = PASSWORD, options: MongoClientOptions = {}): Promise<MongoClient> {
  const client = new MongoClient(database.uri, {
    serverSelectionTimeoutMS: 2000,
    ...(username === undefined ? {} : { auth: { username, password } }),
    ...options,
  })
  clients.push(client)
  return await client.connect()
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-auth-'))
  database = await startEmbeddedMongo({ dataDir, auth: true, logger })
  const first = await signIn()
  const admin = first.db('admin')
  await expect(first.db('test').command({ createUser: 'x', pwd: 'y', roles: [] })).rejects.toMatchObject({ code: 13 })
  await admin.command({ createUser: 'root', pwd: PASSWORD, roles: ['root'] })
  // The exception is over once there is somebody.
  await expect(admin.command({ createUser: 'b', pwd: 'y', roles: ['root'] })).rejects.toMatchObject({ code: 13 })
  root = await signIn('root')
})

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()))
  await database.close()
  await rm(dataDir, { recursive: true, force: true })
})

const createUser = (user: string, roles: Document[] | string[]) =>
  root.db('admin').command({ createUser: user, pwd: PASSWORD, roles })

describe('signing in', () => {
  test('before it, only greetings are answered', async () => {
    const nobody = await signIn()
    expect(await nobody.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 })
    await expect(nobody.db('test').collection('a').findOne({})).rejects.toMatchObject({
      code: 13,
      codeName: 'Unauthorized',
      message: 'Command find requires authentication',
    })
    await expect(nobody.db('admin').command({ serverStatus: 1 })).rejects.toMatchObject({ code: 13 })
  })

  test('a wrong password and an unknown user are answered alike', async () => {
    const failed = { code: 18, codeName: 'AuthenticationFailed', message: 'Authentication failed.' }
    await expect(signIn('root', 'wrong')).rejects.toMatchObject(failed)
    await expect(signIn('nobody', 'wrong')).rejects.toMatchObject(failed)
    expect(warnings.filter((line) => /^a sign-in from 127\.0\.0\.1:\d+ failed$/.test(line)).length).toBeGreaterThan(1)
    expect(warnings.join()).not.toMatch(/nobody|wrong/)
  })

  test('the challenge for an unknown user keeps its salt, as a real one does', async () => {
    const salt = async (name: string) => {
      const payload = Buffer.from(`n,,n=${name},r=abcdefgh`)
      const answer = await rawCommand(database.port, {
        saslStart: 1,
        mechanism: 'SCRAM-SHA-256',
        payload,
        $db: 'admin',
      })
      return /s=([^,]+),i=15000$/.exec(answer.payload.toString('utf8'))?.[1]
    }
    for (const name of ['root', 'nobody']) {
      expect(await salt(name)).toHaveLength(40)
      expect(await salt(name)).toBe(await salt(name))
    }
    expect(await salt('nobody')).not.toBe(await salt('somebody'))
  })

  test('with the mechanism named, and without', async () => {
    const named = await signIn('root', PASSWORD, { authMechanism: 'SCRAM-SHA-256' })
    const status = await named.db('admin').command({ connectionStatus: 1 })
    expect(status.authInfo).toEqual({
      authenticatedUsers: [{ user: 'root', db: 'admin' }],
      authenticatedUserRoles: [{ role: 'root', db: 'admin' }],
    })
    await expect(signIn('root', PASSWORD, { authMechanism: 'SCRAM-SHA-1' })).rejects.toMatchObject({ code: 334 })
  })

  test('logging out ends it', async () => {
    const client = await signIn('root', PASSWORD, { maxPoolSize: 1 })
    await client.db('admin').command({ logout: 1 })
    await expect(client.db('test').collection('a').findOne({})).rejects.toMatchObject({ code: 13 })
  })

  test('saslContinue without a beginning, and a message of no sense, are refused', async () => {
    const start = { saslStart: 1, mechanism: 'SCRAM-SHA-256', $db: 'admin' }
    expect(
      await rawCommand(database.port, { saslContinue: 1, conversationId: 1, payload: Buffer.from(''), $db: 'admin' }),
    ).toMatchObject({ code: 17 })
    for (const text of ['', 'n,,', 'p=tls-unique,,n=root,r=abc', 'n,,n=root', 'n,,n=a=3,r=abc'])
      expect(await rawCommand(database.port, { ...start, payload: Buffer.from(text) })).toMatchObject({ code: 18 })
  })
})

test('before signing in a long message ends the connection, after it is welcome', async () => {
  const socket = connect(database.port, '127.0.0.1')
  await once(socket, 'connect')
  const head = Buffer.alloc(20)
  head.writeInt32LE(100_000, 0)
  head.writeInt32LE(2013, 12)
  socket.resume()
  socket.write(head)
  await once(socket, 'close')
  await root
    .db('test')
    .collection('long')
    .insertOne({ text: 'x'.repeat(1_000_000) })
  expect(await root.db('test').collection('long').countDocuments()).toBe(1)
})

describe('users', () => {
  test('are shown without their credentials, changed and dropped', async () => {
    const admin = root.db('admin')
    await admin.command({
      createUser: 'ann',
      pwd: PASSWORD,
      roles: [{ role: 'read', db: 'test' }],
      customData: { n: 1 },
    })
    const info = await admin.command({ usersInfo: 'ann' })
    expect(info.users).toEqual([
      {
        _id: 'admin.ann',
        userId: expect.anything(),
        user: 'ann',
        db: 'admin',
        customData: { n: 1 },
        roles: [{ role: 'read', db: 'test' }],
        mechanisms: ['SCRAM-SHA-256'],
      },
    ])
    await expect(createUser('ann', [])).rejects.toMatchObject({
      code: 51003,
      message: 'User "ann@admin" already exists',
    })
    const ann = await signIn('ann')
    await admin.command({ updateUser: 'ann', pwd: 'another one' })
    await expect(signIn('ann')).rejects.toMatchObject({ code: 18 })
    await signIn('ann', 'another one')
    await admin.command({ dropUser: 'ann' })
    await expect(ann.db('test').collection('a').findOne({})).rejects.toMatchObject({ code: 13 })
    await expect(admin.command({ dropUser: 'ann' })).rejects.toMatchObject({ code: 11, codeName: 'UserNotFound' })
    await expect(createUser('x', ['clusterManager'])).rejects.toMatchObject({ code: 31, codeName: 'RoleNotFound' })
  })

  test('what a role allows counts at once', async () => {
    await createUser('kim', [{ role: 'read', db: 'test' }])
    const items = (await signIn('kim')).db('test').collection('items')
    expect(await items.findOne({})).toBeNull()
    await expect(items.insertOne({})).rejects.toMatchObject({ code: 13 })
    await root.db('admin').command({ updateUser: 'kim', roles: [{ role: 'readWrite', db: 'test' }] })
    await items.insertOne({ n: 1 })
    await items.createIndex({ n: 1 })
    expect(await items.countDocuments({ n: 1 })).toBe(1)
  })

  test('are there after a restart, and nothing of a password is in the files', async () => {
    await createUser('lee', ['readWriteAnyDatabase'])
    await Promise.all(clients.splice(0).map((client) => client.close()))
    await database.close()
    database = await startEmbeddedMongo({ dataDir, auth: true })
    root = await signIn('root')
    const lee = await signIn('lee')
    await lee.db('other').collection('a').insertOne({ n: 1 })
  })
})

describe('roles', () => {
  test('readWrite is for its own database, and for nothing of the server', async () => {
    await createUser('rw', [{ role: 'readWrite', db: 'mine' }])
    const client = await signIn('rw')
    const mine = client.db('mine')
    await mine.collection('a').insertMany([{ n: 1 }, { n: 2 }])
    const refused = [
      () => client.db('other').collection('a').findOne({}),
      () =>
        mine
          .collection('a')
          .aggregate([{ $out: { db: 'other', coll: 'a' } }])
          .toArray(),
      () =>
        mine
          .collection('a')
          .aggregate([{ $merge: { into: { db: 'other', coll: 'a' } } }])
          .toArray(),
      () => mine.command({ createUser: 'x', pwd: 'y', roles: [] }),
      () => mine.command({ validate: 'a' }),
      () => mine.dropDatabase(),
      () => client.db('admin').command({ renameCollection: 'mine.a', to: 'other.a' }),
      () => client.db('admin').command({ serverStatus: 1 }),
      () => client.db('admin').command({ killAllSessions: [] }),
      () => client.db('admin').command({ usersInfo: 1 }),
      () => mine.aggregate([{ $listLocalSessions: {} }]).toArray(),
    ]
    for (const answer of refused) await expect(answer()).rejects.toMatchObject({ code: 13, codeName: 'Unauthorized' })
    await mine
      .collection('a')
      .aggregate([{ $out: 'b' }])
      .toArray()
    await client.db('admin').command({ renameCollection: 'mine.b', to: 'mine.c' })
    expect(await mine.collection('c').countDocuments()).toBe(2)
    await mine.collection('c').drop()
    const names = (await client.db().admin().listDatabases()).databases.map(({ name }) => name)
    expect(names).toEqual(['mine'])
  })

  test('dbAdmin looks after collections and reads no documents', async () => {
    await createUser('keeper', [{ role: 'dbAdmin', db: 'mine' }])
    const mine = (await signIn('keeper')).db('mine')
    expect(await mine.command({ validate: 'a' })).toMatchObject({ valid: true })
    expect(await mine.command({ collStats: 'a' })).toMatchObject({ count: 2 })
    await expect(mine.collection('a').findOne({})).rejects.toMatchObject({ code: 13 })
    await mine.dropDatabase()
  })

  test('another user cannot go on with a cursor, or end it', async () => {
    await root
      .db('mine')
      .collection('many')
      .insertMany([{ n: 1 }, { n: 2 }, { n: 3 }])
    const rw = await signIn('rw')
    const answer = await rw.db('mine').command({ find: 'many', batchSize: 1 })
    const { id } = answer.cursor
    const other = (await signIn('lee')).db('mine')
    await expect(other.command({ getMore: id, collection: 'many' })).rejects.toMatchObject({ code: 13 })
    expect(await other.command({ killCursors: 'many', cursors: [id] })).toMatchObject({ cursorsNotFound: [id] })
    const more = await rw.db('mine').command({ getMore: id, collection: 'many' })
    expect(more.cursor.nextBatch).toHaveLength(2)
  })
})
