import type { Db, MongoClient } from 'mongodb'
import { Ledger } from './kill-ledger.test-support.ts'

interface Pair {
  _id: string
  v: number
  words?: string
}

interface Expiring {
  _id: string
  at: Date
}

const PREFILLED = 1500
const COLLECTIONS = ['left', 'right', 'sums', 'expiring']

/** Writers, an index builder and expiring documents, and what must hold of them whenever the database is opened again. */
export class KillLoad {
  readonly #pairs = new Ledger()
  readonly #indexes = new Ledger()
  readonly #lasting = new Ledger()
  readonly #expiring = new Set<string>()
  readonly #gone = new Set<string>()
  readonly #random: () => number
  /** Errors that writers met while the database was alive. */
  readonly errors: unknown[] = []
  isKilled = false

  constructor(random: () => number) {
    this.#random = random
  }

  get acknowledged(): number {
    return this.#pairs.size + this.#lasting.size
  }

  get expired(): number {
    return this.#gone.size
  }

  get built(): number {
    return this.#indexes.size
  }

  /** Enough documents that an index is built in steps. */
  async prepare(db: Db): Promise<void> {
    const ids = Array.from({ length: PREFILLED }, (_, i) => `first-${i}`)
    const left = ids.map((_id): Pair => ({ _id, v: 1, words: 'left from the beginning' }))
    for (const { _id } of left) await this.#pairs.change(_id, 1, async () => undefined)
    await db.collection<Pair>('left').insertMany(left)
    await db.collection<Pair>('right').insertMany(ids.map((_id) => ({ _id, v: 1 })))
    await db.collection<{ _id: string; n: number }>('sums').insertOne({ _id: 'first', n: PREFILLED })
    await db.collection('expiring').createIndex({ at: 1 }, { expireAfterSeconds: 0 })
  }

  /** Goes on until the database is gone. */
  async run(client: MongoClient, round: number, writers: number): Promise<void> {
    const db = client.db('kill')
    const endless = async (work: (n: number) => Promise<void>) => {
      for (let n = 0; !this.isKilled; n++) {
        try {
          await work(n)
        } catch (error) {
          if (this.isKilled) return
          this.errors.push(error)
          return
        }
      }
    }
    await Promise.all([
      ...Array.from({ length: writers }, (_, i) => endless((n) => this.#write(client, db, `${round}-${i}`, n))),
      endless((n) => this.#build(db, round, n)),
      endless(() => this.#watch(db)),
    ])
  }

  async #write(client: MongoClient, db: Db, name: string, n: number): Promise<void> {
    const dice = this.#random()
    const own = `${name}-${Math.floor(this.#random() * n)}`
    const version = this.#pairs.told(own) ?? 0
    if (dice < 0.15) await this.#expire(db, `${name}-${n}`)
    else if (dice < 0.4 && version > 0) await this.#update(client, db, own, version + 1)
    else if (dice < 0.5 && version > 0) await this.#remove(client, db, name, own)
    else await this.#insert(client, db, name, `${name}-${n}`)
  }

  #insert(client: MongoClient, db: Db, name: string, _id: string): Promise<void> {
    return this.#pairs.change(_id, 1, () =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          await db.collection<Pair>('left').insertOne({ _id, v: 1, words: `left of ${name}` }, { session })
          await db.collection<Pair>('right').insertOne({ _id, v: 1 }, { session })
          await sums(db).updateOne({ _id: name }, { $inc: { n: 1 } }, { session, upsert: true })
        }),
      ),
    )
  }

  #update(client: MongoClient, db: Db, _id: string, v: number): Promise<void> {
    return this.#pairs.change(_id, v, () =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          await db.collection<Pair>('left').updateOne({ _id }, { $set: { v, words: `left again ${v}` } }, { session })
          await db.collection<Pair>('right').updateOne({ _id }, { $set: { v } }, { session })
        }),
      ),
    )
  }

  #remove(client: MongoClient, db: Db, name: string, _id: string): Promise<void> {
    return this.#pairs.change(_id, null, () =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          await db.collection<Pair>('left').deleteOne({ _id }, { session })
          await db.collection<Pair>('right').deleteOne({ _id }, { session })
          await sums(db).updateOne({ _id: name }, { $inc: { n: -1 } }, { session })
        }),
      ),
    )
  }

  /** Some documents whose time is over, and one that stays. */
  async #expire(db: Db, name: string): Promise<void> {
    const expiring = db.collection<Expiring>('expiring')
    const over = Array.from({ length: 5 }, (_, i): Expiring => ({ _id: `over-${name}-${i}`, at: new Date(0) }))
    await expiring.insertMany(over)
    for (const { _id } of over) this.#expiring.add(_id)
    const lasting: Expiring = { _id: `lasting-${name}`, at: new Date(Date.now() + 3_600_000) }
    await this.#lasting.change(lasting._id, 1, () => expiring.insertOne(lasting))
  }

  /** Builds one index after the other, each third a text index that goes again. */
  async #build(db: Db, round: number, n: number): Promise<void> {
    const left = db.collection('left')
    const name = `built-${round}-${n}`
    if (n % 3 === 0) {
      if (this.#indexes.told('words')) await this.#indexes.change('words', null, () => left.dropIndex('words'))
      await this.#indexes.change('words', 1, () => left.createIndex({ words: 'text' }, { name: 'words' }))
      return
    }
    await this.#indexes.change(name, 1, () => left.createIndex({ v: 1, [name]: 1 }, { name }))
    if (n % 3 === 2) await this.#indexes.change(name, null, () => left.dropIndex(name))
  }

  /** Documents seen to have expired. */
  async #watch(db: Db): Promise<void> {
    const known = [...this.#expiring]
    const present = new Set(await db.collection<Expiring>('expiring').distinct('_id'))
    for (const _id of known) if (!present.has(_id)) this.#gone.add(_id)
  }

  /** Everything that is wrong with a database opened after a kill; empty where all is well. */
  async check(db: Db): Promise<string[]> {
    const left = await db.collection<Pair>('left').find().toArray()
    const right = await db.collection<Pair>('right').find().toArray()
    const versions = new Map(left.map(({ _id, v }) => [_id, v]))
    const wrong = this.#pairs.settle(versions)
    const others = new Map(right.map(({ _id, v }) => [_id, v]))
    for (const id of new Set([...versions.keys(), ...others.keys()]))
      if (versions.get(id) !== others.get(id)) wrong.push(`torn: ${id} is ${versions.get(id)} and ${others.get(id)}`)
    const sum = (await sums(db).find().toArray()).reduce((total, { n }) => total + n, 0)
    if (sum !== left.length) wrong.push(`the sums say ${sum}, there are ${left.length}`)
    const names = (await db.collection('left').indexes()).flatMap(({ name }) => (name && name !== '_id_' ? [name] : []))
    wrong.push(...this.#indexes.settle(new Map(names.map((name) => [name, 1]))))
    if (names.includes('words')) {
      const found = await db.collection('left').countDocuments({ $text: { $search: 'left' } })
      if (found !== left.length) wrong.push(`a search finds ${found} of ${left.length}`)
    }
    const present = await db.collection<Expiring>('expiring').distinct('_id')
    wrong.push(...this.#lasting.settle(new Map(present.filter((id) => id.startsWith('lasting')).map((id) => [id, 1]))))
    wrong.push(...present.filter((id) => this.#gone.has(id)).map((id) => `${id} had expired and is there again`))
    for (const name of COLLECTIONS) {
      const { valid, errors } = await db.command({ validate: name })
      if (!valid) wrong.push(`${name}: ${String(errors)}`)
    }
    return wrong
  }
}

const sums = (db: Db) => db.collection<{ _id: string; n: number }>('sums')
