import mongoose, { type Connection, Schema } from 'mongoose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

let database: TestDatabase
let connection: Connection

beforeAll(async () => {
  database = await startForTest()
  connection = await mongoose.createConnection(database.database.uri, { dbName: 'library' }).asPromise()
})

afterAll(async () => {
  await connection.close()
  await database.close()
})

test('Mongoose makes indexes, populates, discriminates, watches, aggregates and keeps versions', async () => {
  const authorSchema = new Schema({ name: { type: String, unique: true }, born: Date }, { timestamps: true })
  authorSchema.virtual('books', { ref: 'Item', localField: '_id', foreignField: 'author' })
  const Author = connection.model('Author', authorSchema)
  const itemSchema = new Schema(
    {
      title: { type: String, text: true },
      author: { type: Schema.Types.ObjectId, ref: 'Author' },
      tags: [String],
      ratings: [new Schema({ stars: { type: Number, min: 1, max: 5 } })],
      prices: { type: Map, of: Schema.Types.Decimal128 },
    },
    { discriminatorKey: 'kind', optimisticConcurrency: true },
  )
  const Item = connection.model('Item', itemSchema)
  const Book = Item.discriminator('Book', new Schema({ pages: Number }))
  await Promise.all([Author.init(), Item.init(), Book.init()])
  expect(await Item.diffIndexes()).toEqual({ toDrop: [], toCreate: [] })
  const changes = Item.watch([], { fullDocument: 'updateLookup' })
  const change = new Promise((resolve) => changes.once('change', resolve))

  const [author] = await Author.create([{ name: 'Ursula', born: new Date('1929-10-21') }])
  await expect(Author.create([{ name: 'Ursula' }])).rejects.toMatchObject({ code: 11000 })
  const made = await Book.insertMany([
    { title: 'The Dispossessed', author: author?._id, tags: ['utopia'], pages: 341, prices: { eur: '9.90' } },
    { title: 'The Lathe of Heaven', author: author?._id, tags: ['dreams'], pages: 184 },
  ])
  expect(await change).toMatchObject({ operationType: 'insert', fullDocument: { kind: 'Book' } })
  await changes.close()
  const found = await Author.findOne({ name: 'Ursula' }).populate({ path: 'books', options: { sort: { pages: 1 } } })
  expect(found?.get('books')).toMatchObject([{ pages: 184 }, { pages: 341 }])
  expect(await Item.find({ $text: { $search: 'dispossessed' } }).lean()).toMatchObject([{ pages: 341 }])

  const [first, second] = [await Book.findById(made[0]?._id), await Book.findById(made[0]?._id)]
  first?.ratings.push({ stars: 5 })
  await first?.save()
  second?.set('pages', 342)
  await expect(second?.save()).rejects.toThrow(/No matching document|version/i)
  await expect(
    Book.updateOne({ _id: made[0]?._id }, { $set: { 'ratings.0.stars': 6 } }, { runValidators: true }),
  ).rejects.toThrow(/stars/)

  await connection.transaction(async (session) => {
    const book = await Book.findById(made[1]?._id).session(session)
    book?.set('tags', ['dreams', 'power'])
    await book?.save()
  })
  const perTag = await Book.aggregate([
    { $unwind: '$tags' },
    { $group: { _id: '$tags', pages: { $sum: '$pages' } } },
    { $sort: { _id: 1 } },
  ])
  expect(perTag).toEqual([
    { _id: 'dreams', pages: 184 },
    { _id: 'power', pages: 184 },
    { _id: 'utopia', pages: 341 },
  ])
  const titles: string[] = []
  for await (const { title } of Item.find().sort({ title: 1 }).cursor({ batchSize: 1 })) titles.push(title ?? '')
  expect(titles).toEqual(['The Dispossessed', 'The Lathe of Heaven'])
  expect(await Book.bulkSave(await Book.find())).toBeDefined()
})
