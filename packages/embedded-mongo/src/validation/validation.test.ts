import type { Document } from 'mongodb'
import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { failure } from '../failure.test-support.ts'
import { startForTest, type TestDatabase } from '../start-for-test.test-support.ts'

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

let started: TestDatabase
beforeAll(async () => {
  started = await startForTest()
})
afterAll(() => started.close())

const db = () => started.client.db('rules')
const people = () => db().collection<Document>('people')
beforeEach(() => db().dropDatabase())

const details = async (promise: Promise<unknown>): Promise<Document> => {
  const error = await failure(promise)
  expect(error.code).toBe(121)
  return error.errInfo?.details
}

const SCHEMA = {
  bsonType: 'object',
  title: 'A person',
  required: ['name', 'age'],
  properties: {
    name: { bsonType: 'string', minLength: 2, description: 'a name is needed' },
    age: { bsonType: 'int', minimum: 0, maximum: 150, exclusiveMaximum: true },
    tags: { bsonType: 'array', items: { bsonType: 'string' }, uniqueItems: true, maxItems: 3 },
  },
  patternProperties: { '^x_': { bsonType: 'string' } },
  additionalProperties: false,
}

describe('a validator of $jsonSchema', () => {
  beforeEach(() =>
    db().createCollection('people', {
      validator: { $jsonSchema: { ...SCHEMA, properties: { _id: {}, ...SCHEMA.properties } } },
    }),
  )

  test('lets pass what follows it and refuses what does not, with the rules that were broken', async () => {
    await people().insertOne({ name: 'Ada', age: 36, tags: ['x'], x_note: 'y' })
    const error = await failure(people().insertOne({ _id: 7, name: 'A', other: 1, x_note: 2 } as Document))
    expect(error).toMatchObject({ code: 121, message: 'Document failed validation' })
    expect(error.errInfo).toEqual({
      failingDocumentId: 7,
      details: {
        operatorName: '$jsonSchema',
        title: 'A person',
        schemaRulesNotSatisfied: [
          { operatorName: 'required', specifiedAs: { required: ['name', 'age'] }, missingProperties: ['age'] },
          {
            operatorName: 'properties',
            propertiesNotSatisfied: [
              {
                propertyName: 'name',
                description: 'a name is needed',
                details: [
                  {
                    operatorName: 'minLength',
                    specifiedAs: { minLength: 2 },
                    reason: 'specified string length was not satisfied',
                    consideredValue: 'A',
                  },
                ],
              },
            ],
          },
          {
            operatorName: 'patternProperties',
            details: [
              {
                propertyName: 'x_note',
                regexMatched: '^x_',
                details: [
                  {
                    operatorName: 'bsonType',
                    specifiedAs: { bsonType: 'string' },
                    reason: 'type did not match',
                    consideredValue: 2,
                    consideredType: 'int',
                  },
                ],
              },
            ],
          },
          {
            operatorName: 'additionalProperties',
            specifiedAs: { additionalProperties: false },
            additionalProperties: ['other'],
          },
        ],
      },
    })
    expect(await people().countDocuments()).toBe(1)
  })

  test.each([
    [
      { age: 150 },
      {
        operatorName: 'maximum',
        specifiedAs: { maximum: 150, exclusiveMaximum: true },
        reason: 'comparison failed',
        consideredValue: 150,
      },
    ],
    [
      { tags: ['a', 1] },
      { operatorName: 'items', reason: 'At least one item did not match the sub-schema', itemIndex: 1 },
    ],
    [{ tags: ['a', 'a'] }, { operatorName: 'uniqueItems', reason: 'found a duplicate item', duplicatedValue: 'a' }],
    [{ tags: ['a', 'b', 'c', 'd'] }, { operatorName: 'maxItems', reason: 'array did not match specified length' }],
  ])('an update to %j says why', async (change, expected) => {
    await people().insertOne({ name: 'Ada', age: 36 })
    const found = await details(people().updateOne({ name: 'Ada' }, { $set: change }))
    expect(found.schemaRulesNotSatisfied[0].propertiesNotSatisfied[0].details[0]).toMatchObject(expected)
    expect(await people().findOne({})).toMatchObject({ age: 36 })
  })

  test('holds for upserts, findAndModify, $merge and $out; not where it is bypassed', async () => {
    expect((await failure(people().updateOne({ name: 'Bo' }, { $set: { age: 'old' } }, { upsert: true }))).code).toBe(
      121,
    )
    await people().insertOne({ name: 'Ada', age: 36 })
    const error = await failure(people().findOneAndUpdate({ name: 'Ada' }, { $set: { age: 'old' } }))
    expect(error).toMatchObject({ code: 121, codeName: 'DocumentValidationFailure' })
    expect(error.errInfo).toBeDefined()
    const bad = [{ $documents: [{ _id: 1, age: 'old' }] }]
    expect(
      (
        await failure(
          db()
            .aggregate([...bad, { $merge: 'people' }])
            .toArray(),
        )
      ).code,
    ).toBe(121)
    expect(
      (
        await failure(
          db()
            .aggregate([...bad, { $out: 'people' }])
            .toArray(),
        )
      ).code,
    ).toBe(121)
    expect(await people().countDocuments()).toBe(1)
    await people().updateOne({ name: 'Ada' }, { $set: { age: 'old' } }, { bypassDocumentValidation: true })
    await people().insertOne({ free: true }, { bypassDocumentValidation: true })
    await db()
      .aggregate([...bad, { $merge: 'people' }], { bypassDocumentValidation: true })
      .toArray()
    expect(await people().countDocuments()).toBe(3)
  })

  test('lasts over a restart, and is listed', async () => {
    await started.restart()
    expect((await failure(people().insertOne({}))).code).toBe(121)
    const [info] = await db().listCollections().toArray()
    expect(info).toMatchObject({
      name: 'people',
      type: 'collection',
      options: { validator: { $jsonSchema: { title: 'A person' } } },
    })
  })
})

describe('a validator of query operators', () => {
  test.each<[Document, Document, Document]>([
    [
      { a: { $gt: 5 } },
      { a: 1 },
      { operatorName: '$gt', specifiedAs: { a: { $gt: 5 } }, reason: 'comparison failed', consideredValue: 1 },
    ],
    [{ a: 5 }, {}, { operatorName: '$eq', specifiedAs: { a: { $eq: 5 } }, reason: 'field was missing' }],
    [
      { a: { $in: [1, 2] } },
      { a: 3 },
      { operatorName: '$in', reason: 'no matching value found in array', consideredValue: 3 },
    ],
    [
      { a: { $type: 'string' } },
      { a: 3 },
      { operatorName: '$type', reason: 'type did not match', consideredType: 'int' },
    ],
    [{ a: { $exists: true } }, {}, { operatorName: '$exists', reason: 'path does not exist' }],
    [
      { a: { $regex: '^x', $options: 'i' } },
      { a: 'y' },
      {
        operatorName: '$regex',
        specifiedAs: { a: { $regex: '^x', $options: 'i' } },
        reason: 'regular expression did not match',
      },
    ],
    [
      { a: 1, b: 2 },
      { a: 1, b: 3 },
      {
        operatorName: '$and',
        clausesNotSatisfied: [{ index: 1, details: { operatorName: '$eq', consideredValue: 3 } }],
      },
    ],
    [
      { $or: [{ a: 1 }, { b: 1 }] },
      { a: 2 },
      {
        operatorName: '$or',
        clausesNotSatisfied: [{ index: 0 }, { index: 1, details: { reason: 'field was missing' } }],
      },
    ],
    [
      { $nor: [{ a: 1 }, { b: 1 }] },
      { a: 1 },
      { operatorName: '$nor', clausesSatisfied: [{ index: 0, details: { reason: 'comparison succeeded' } }] },
    ],
    [
      { $expr: { $lt: ['$a', '$b'] } },
      { a: 2, b: 1 },
      { operatorName: '$expr', reason: 'expression did not match', expressionResult: false },
    ],
  ])('%j refuses %j', async (validator, doc, expected) => {
    await db().createCollection('people', { validator })
    expect(await details(people().insertOne({ ...doc }))).toMatchObject(expected)
  })

  test('collMod changes rules, level and action; moderate lets the wrong stay wrong; warn and off let all pass', async () => {
    await people().insertOne({ _id: 1, n: -1 } as Document)
    await db().command({ collMod: 'people', validator: { n: { $gte: 0 } }, validationLevel: 'moderate' })
    await people().updateOne({ _id: 1 } as Document, { $set: { n: -2 } })
    expect((await failure(people().insertOne({ n: -1 }))).code).toBe(121)
    await db().command({ collMod: 'people', validationLevel: 'strict' })
    expect((await failure(people().updateOne({ _id: 1 } as Document, { $set: { n: -3 } }))).code).toBe(121)
    await db().command({ collMod: 'people', validationAction: 'warn' })
    await people().insertOne({ n: -4 })
    await db().command({ collMod: 'people', validationAction: 'error', validationLevel: 'off' })
    await people().insertOne({ n: -5 })
    const [info] = await db().listCollections().toArray()
    expect(info).toMatchObject({
      options: { validator: { n: { $gte: 0 } }, validationLevel: 'off', validationAction: 'error' },
    })
  })

  test('what cannot be a rule is refused', async () => {
    expect((await failure(db().createCollection('x', { validator: { $text: { $search: 'x' } } }))).code).toBe(224)
    expect((await failure(db().createCollection('x', { validator: { a: { $nonsense: 1 } } }))).code).toBe(2)
    expect((await failure(db().createCollection('x', { validator: { $jsonSchema: { nonsense: 1 } } }))).code).toBe(9)
    expect((await failure(db().createCollection('x', { validationLevel: 'most' }))).code).toBe(2)
    expect((await failure(started.client.db('admin').createCollection('x', { validator: { a: 1 } }))).code).toBe(72)
  })

  test('Mongoose creates and meets it', async () => {
    const connection = await mongoose.createConnection(started.database.uri, { dbName: 'rules' }).asPromise()
    const cities = connection.model('City', new mongoose.Schema({ name: String }, { autoCreate: false }))
    await cities.createCollection({ validator: { name: { $type: 'string' } } })
    await cities.create({ name: 'Ulm' })
    await expect(cities.create({})).rejects.toMatchObject({ code: 121 })
    await connection.close()
  })
})
