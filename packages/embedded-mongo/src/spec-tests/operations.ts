import { type ClientSession, Collection, Db, MongoClient } from 'mongodb'
import { collectionOperations } from './collection-operations.ts'
import { databaseOperations } from './database-operations.ts'
import { driverOptions, type Entities } from './entities.ts'
import { runnerOperations } from './runner-operations.ts'
import { sessionOperations } from './session-operations.ts'
import { asFields, asText, type Fields } from './spec-file.ts'

/** What an operation of a test is run with. */
export interface Step {
  readonly entities: Entities
  /** A client of the runner's own, unobserved. */
  readonly admin: MongoClient
  readonly args: Fields
  /** The arguments that are the driver's options, with the session looked up. */
  readonly options: Fields & { session?: ClientSession }
  /** Undo when the test is over. */
  readonly cleanups: (() => Promise<void>)[]
  run(operation: Fields): Promise<unknown>
}

export type Operation<Target> = (target: Target, step: Step) => Promise<unknown> | unknown

/** The runner lacks the operation: the test counts as failed, and says so. */
export class UnknownOperation extends Error {}

/** Runs one operation and returns its result. */
export async function runOperation(operation: Fields, base: Omit<Step, 'args' | 'options' | 'run'>, run: Step['run']) {
  const name = asText(operation.name)
  const object = asText(operation.object)
  const args = asFields(operation.arguments)
  const step: Step = { ...base, args, options: optionsOf(args, base.entities), run }
  if (object === 'testRunner') return call(runnerOperations, name, base.entities, step)
  const target = base.entities.get(object)
  if (target instanceof Collection) return call(collectionOperations, name, target, step)
  if (target instanceof Db || target instanceof MongoClient) return call(databaseOperations, name, target, step)
  return call(sessionOperations, name, base.entities.session(object), step)
}

function call<Target>(
  operations: Readonly<Record<string, Operation<Target>>>,
  name: string,
  target: Target,
  step: Step,
): Promise<unknown> | unknown {
  const operation = operations[name]
  if (!operation) throw new UnknownOperation(`the runner does not know the operation ${name}`)
  return operation(target, step)
}

function optionsOf(args: Fields, entities: Entities): Step['options'] {
  const { session, ...rest } = args
  return typeof session === 'string'
    ? { ...driverOptions(rest), session: entities.session(session) }
    : driverOptions(rest)
}
