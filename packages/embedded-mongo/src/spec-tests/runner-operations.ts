import type { Entities } from './entities.ts'
import { expectMatch } from './match.ts'
import type { Operation, Step } from './operations.ts'
import { asFields, asList, asText } from './spec-file.ts'

function assert(isTrue: boolean, message: string): void {
  if (!isTrue) throw new Error(message)
}

async function setFailPoint({ admin, cleanups }: Step, failPoint: unknown): Promise<void> {
  const command = { ...asFields(failPoint) }
  await admin.db('admin').command(command)
  cleanups.push(async () => {
    await admin.db('admin').command({ configureFailPoint: command.configureFailPoint, mode: 'off' })
  })
}

const lastLsids = (entities: Entities, client: unknown): unknown[] =>
  entities
    .events(asText(client))
    .filter(({ type }) => type === 'commandStartedEvent')
    .slice(-2)
    .map(({ command }) => asFields(command).lsid)

async function hasCollection({ admin, args }: Step): Promise<boolean> {
  const found = await admin
    .db(asText(args.databaseName))
    .listCollections({ name: asText(args.collectionName) })
    .toArray()
  return found.length > 0
}

async function hasIndex({ admin, args }: Step): Promise<boolean> {
  const collection = admin.db(asText(args.databaseName)).collection(asText(args.collectionName))
  const names = await collection.indexes().catch(() => [])
  return names.some(({ name }) => name === args.indexName)
}

/** Operations of the test runner itself. */
export const runnerOperations: Readonly<Record<string, Operation<Entities>>> = {
  failPoint: (_, step) => setFailPoint(step, step.args.failPoint),
  targetedFailPoint: (_, step) => setFailPoint(step, step.args.failPoint),
  createEntities: (entities, { args }) => entities.create(asList(args.entities)),
  assertCollectionExists: async (_, step) => assert(await hasCollection(step), 'the collection does not exist'),
  assertCollectionNotExists: async (_, step) => assert(!(await hasCollection(step)), 'the collection exists'),
  assertIndexExists: async (_, step) => assert(await hasIndex(step), 'the index does not exist'),
  assertIndexNotExists: async (_, step) => assert(!(await hasIndex(step)), 'the index exists'),
  assertSessionTransactionState: (entities, { args }) => {
    const state: unknown = transactionState(entities.session(asText(args.session)))
    const names: Record<string, string> = {
      none: 'NO_TRANSACTION',
      starting: 'STARTING_TRANSACTION',
      in_progress: 'TRANSACTION_IN_PROGRESS',
      committed: 'TRANSACTION_COMMITTED',
      aborted: 'TRANSACTION_ABORTED',
    }
    assert(state === names[asText(args.state)], `the transaction is ${String(state)}`)
  },
  assertSessionPinned: (entities, { args }) =>
    assert(entities.session(asText(args.session)).isPinned, 'the session is not pinned'),
  assertSessionUnpinned: (entities, { args }) =>
    assert(!entities.session(asText(args.session)).isPinned, 'the session is pinned'),
  assertSessionDirty: (entities, { args }) => assert(isDirty(entities, args.session), 'the session is not dirty'),
  assertSessionNotDirty: (entities, { args }) => assert(!isDirty(entities, args.session), 'the session is dirty'),
  assertSameLsidOnLastTwoCommands: (entities, { args }) => {
    const [a, b] = lastLsids(entities, args.client)
    expectMatch(a, b, { entity: () => undefined, lsid: () => undefined })
  },
  assertDifferentLsidOnLastTwoCommands: (entities, { args }) => {
    const [a, b] = lastLsids(entities, args.client)
    const isSame = String(asFields(a).id) === String(asFields(b).id)
    assert(!isSame, 'the last two commands had the same lsid')
  },
}

function isDirty(entities: Entities, session: unknown): boolean {
  const serverSession: unknown = Reflect.get(entities.session(asText(session)), 'serverSession')
  return typeof serverSession === 'object' && serverSession !== null && Reflect.get(serverSession, 'isDirty') === true
}

/** The driver keeps the state inside: it is read by name. */
function transactionState(session: object): unknown {
  const transaction: unknown = Reflect.get(session, 'transaction')
  return typeof transaction === 'object' && transaction !== null ? Reflect.get(transaction, 'state') : undefined
}
