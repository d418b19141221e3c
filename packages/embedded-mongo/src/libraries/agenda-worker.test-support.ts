import { MongoBackend } from '@agendajs/mongo-backend'
import { Agenda } from 'agenda'
import { MongoClient } from 'mongodb'

/** A process that works on jobs of the database in DATABASE_URI; with HANGS it begins one and never ends. Says `ready`, then lives on. */
const client = await MongoClient.connect(process.env.DATABASE_URI ?? '')
const db = client.db('jobs')
const agenda = new Agenda({
  backend: new MongoBackend({ mongo: db, collection: 'agendajobs' }),
  processEvery: 100,
  defaultConcurrency: 3,
  lockLimit: 3,
})
agenda.define<{ number: number }>(
  'note',
  async (job) => {
    const { number } = job.attrs.data
    await db.collection('begun').insertOne({ number, pid: process.pid })
    if (process.env.HANGS) await new Promise(() => {})
    await db.collection('notes').insertOne({ number, pid: process.pid })
  },
  { lockLifetime: 2_000 },
)
await agenda.start()
process.send?.('ready')
process.once('disconnect', () => process.exit(0))
