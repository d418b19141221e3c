import type { Document, MongoClient } from 'mongodb'
import { Entities, type ObservedEvent } from './entities.ts'
import { expectError, isExpectingError } from './expect-error.ts'
import { expectMatch, type Lookups, Mismatch } from './match.ts'
import { runOperation, UnknownOperation } from './operations.ts'
import { asFields, asList, asText, type Fields, type SpecFile, type SpecTest } from './spec-file.ts'

/** Runs one test from its initial data to its outcome; throws what is not as expected. */
export async function runTest(uri: string, admin: MongoClient, file: SpecFile, test: SpecTest): Promise<void> {
  await admin.db('admin').command({ killAllSessions: [] })
  for (const data of file.initialData) await setData(admin, data)
  const entities = new Entities(uri)
  const cleanups: (() => Promise<void>)[] = []
  const lookups: Lookups = { entity: (id) => entities.get(id), lsid: (id) => entities.lsid(id) }
  const run = (operation: Fields, isInCallback = false): Promise<unknown> =>
    runStep(operation, {
      lookups,
      entities,
      isInCallback,
      job: () => runOperation(operation, { entities, admin, cleanups }, (inner) => run(inner, true)),
    })
  try {
    await entities.create(file.createEntities)
    for (const operation of test.operations) await run(operation)
    for (const expected of test.expectEvents) expectEvents(entities.events(asText(expected.client)), expected, lookups)
    for (const cleanup of cleanups.splice(0)) await cleanup()
    for (const expected of test.outcome) await expectOutcome(admin, expected)
  } finally {
    for (const cleanup of cleanups) await cleanup()
    await entities.close()
  }
}

interface StepRun {
  lookups: Lookups
  entities: Entities
  isInCallback: boolean
  job(): Promise<unknown>
}

async function runStep(operation: Fields, { lookups, entities, isInCallback, job }: StepRun): Promise<unknown> {
  let result: unknown
  try {
    result = await job()
  } catch (error) {
    if (error instanceof UnknownOperation) throw error
    if (isExpectingError(operation)) {
      expectError(error, asFields(operation.expectError), lookups)
      // In the callback of withTransaction the driver must see the error too.
      if (isInCallback) throw error
      return undefined
    }
    if (operation.ignoreResultAndError === true && !isInCallback) return undefined
    throw error
  }
  if (isExpectingError(operation)) throw new Mismatch(`${asText(operation.name)} succeeded where an error is expected`)
  if (operation.expectResult !== undefined) {
    try {
      expectMatch(result, operation.expectResult, lookups)
    } catch (error) {
      throw error instanceof Mismatch ? new Mismatch(`result of ${asText(operation.name)} ${error.message}`) : error
    }
  }
  if (typeof operation.saveResultAsEntity === 'string') entities.set(operation.saveResultAsEntity, result)
  return result
}

async function setData(admin: MongoClient, data: Fields): Promise<void> {
  const database = admin.db(asText(data.databaseName))
  const name = asText(data.collectionName)
  const collection = database.collection(name)
  await collection.drop()
  const documents: Document[] = asList(data.documents).map((document) => ({ ...document }))
  if (documents.length > 0) await collection.insertMany(documents, { writeConcern: { w: 'majority' } })
  else await database.createCollection(name)
}

function expectEvents(observed: readonly ObservedEvent[], expected: Fields, lookups: Lookups): void {
  const isConnection = expected.eventType === 'cmap'
  const events = observed.filter(({ type }) => type.startsWith('connection') === isConnection)
  const wanted = asList(expected.events)
  if (expected.ignoreExtraEvents === true ? events.length < wanted.length : events.length !== wanted.length)
    throw new Mismatch(
      `${events.length} events instead of ${wanted.length}: ${events.map(({ type, commandName }) => `${type} ${commandName}`).join(', ')}`,
    )
  for (const [i, one] of wanted.entries()) {
    const [type = ''] = Object.keys(one)
    const fields = asFields(one[type])
    const event = events[i]
    if (event?.type !== type) throw new Mismatch(`event ${i} is ${event?.type} instead of ${type}`)
    for (const name of ['command', 'reply', 'commandName', 'databaseName'] as const)
      if (fields[name] !== undefined) matchEvent(event, name, fields[name], lookups, i)
  }
}

function matchEvent(
  event: ObservedEvent,
  name: 'command' | 'reply' | 'commandName' | 'databaseName',
  expected: unknown,
  lookups: Lookups,
  at: number,
): void {
  try {
    expectMatch(event[name], expected, lookups)
  } catch (error) {
    throw error instanceof Mismatch
      ? new Mismatch(`${name} of event ${at} (${event.commandName}) ${error.message}`)
      : error
  }
}

async function expectOutcome(admin: MongoClient, expected: Fields): Promise<void> {
  const collection = admin.db(asText(expected.databaseName)).collection(asText(expected.collectionName))
  const documents = await collection.find({}, { sort: { _id: 1 } }).toArray()
  try {
    expectMatch({ documents }, { documents: expected.documents }, { entity: () => undefined, lsid: () => undefined })
  } catch (error) {
    throw error instanceof Mismatch ? new Mismatch(`outcome ${error.message}`) : error
  }
}
