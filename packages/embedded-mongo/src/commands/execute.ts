import { Timestamp } from 'bson'
import { authorize } from '../auth/authorize.ts'
import { MongoServerFailure } from '../errors.ts'
import { runOperation } from '../operations/run-operation.ts'
import type { Session } from '../transactions/session.ts'
import type { Transaction } from '../transactions/transaction.ts'
import { type Doc, isNumber, toDouble } from '../values/index.ts'
import { checkFields, Fields } from './arguments.ts'
import type { Answer, Client, Command, CommandContext, Sequences } from './command.ts'
import { checkReadConcern, unmetConcern } from './concerns.ts'
import { findCommand } from './registry.ts'
import type { Server } from './server.ts'
import { noTransaction } from './session-commands.ts'
import { plainWriter, transactionWriter, viewOf } from './writer.ts'

export interface Request {
  readonly body: Doc
  readonly sequences: Sequences
  readonly client: Client
}

/** Runs one command to its answer, or throws what went wrong. */
export async function execute(server: Server, { body, sequences, client }: Request): Promise<Answer> {
  server.counters.commands += 1
  const [name] = body.keys()
  if (name === undefined) throw new MongoServerFailure('CommandNotFound', "no such command: ''")
  const command = findCommand(name, server.failPoints !== undefined)
  if (!command) throw new MongoServerFailure('CommandNotFound', `no such command: '${name}'`)
  const generic = new Fields(command.name, body)
  const database = generic.requiredText('$db')
  if (command.fields) checkFields(command.name, body, command.fields)
  if (server.isSignInRequired) authorize(server.users, client, { name: command.name, database, body })
  if (command.isAdminOnly && database !== 'admin')
    throw new MongoServerFailure('Unauthorized', `${name} may only be run against the admin database.`)
  const lsid = generic.doc('lsid')
  const session = lsid && server.sessions.get(lsid)
  const txnNumber = readTxnNumber(generic, session)
  // With getMore, maxTimeMS says how long to wait for more, not when to give up.
  const maxTimeMs = name === 'getMore' ? 0 : (generic.size('maxTimeMS') ?? 0)
  checkReadConcern(command, generic)
  const concern = unmetConcern(generic)
  const answer = await runOperation(
    server,
    { name: command.name, database, body, sequences, client, maxTimeMs },
    (operation) => {
      const base = { server, client, name, database, body, sequences, session, operation }
      const run = () => runIn(command, base, generic, txnNumber)
      return session && txnNumber !== undefined ? session.exclusive(run) : run()
    },
  )
  return concern ? { ...answer, fields: [...(answer.fields ?? []), ['writeConcernError', concern]] } : answer
}

type Base = Pick<
  CommandContext,
  'server' | 'client' | 'name' | 'database' | 'body' | 'sequences' | 'session' | 'operation'
>
type Scope = Pick<CommandContext, 'isPast' | 'transaction' | 'txnNumber' | 'writer' | 'catalog' | 'open'>

/** Written out: spreading two objects into one costs as much as all the rest of a ping. */
const contextOf = (base: Base, scope: Scope): CommandContext => ({
  server: base.server,
  client: base.client,
  name: base.name,
  database: base.database,
  body: base.body,
  sequences: base.sequences,
  session: base.session,
  operation: base.operation,
  memory: base.server.memory,
  pacer: base.operation.pacer,
  transaction: scope.transaction,
  txnNumber: scope.txnNumber,
  writer: scope.writer,
  catalog: scope.catalog,
  isPast: scope.isPast,
  open: scope.open,
})

async function runIn(command: Command, base: Base, generic: Fields, txnNumber: number | undefined): Promise<Answer> {
  const { server, session } = base
  if (session && txnNumber !== undefined && generic.optionalFlag('autocommit') === false) {
    const transaction = enterTransaction(server, session, txnNumber, generic.flag('startTransaction'), command)
    return runInTransaction(command, base, session, transaction)
  }
  const isRetryable = session !== undefined && txnNumber !== undefined
  if (isRetryable) {
    if (command.isRetryable) session.beginRetryable(server.store.writersView, txnNumber)
    else if (command.name === 'commitTransaction' || command.name === 'abortTransaction')
      throw new MongoServerFailure(
        'InvalidOptions',
        'txnNumber may only be provided for multi-document transactions and retryable write commands. autocommit:false was not provided',
      )
    else throw new MongoServerFailure('InvalidOptions', `txnNumber may not be provided for the command ${command.name}`)
  }
  const past = command.readsSnapshots ? openPast(server, generic) : undefined
  const answer = await command.run(
    contextOf(base, {
      transaction: undefined,
      txnNumber: isRetryable && command.isRetryable ? txnNumber : undefined,
      writer: plainWriter(server.store, base.operation.pacer),
      catalog: server.store.committedCatalog,
      isPast: past !== undefined,
      open: () => past?.view ?? server.store.open(),
    }),
  )
  return past ? withTime(answer, past.time) : answer
}

/** The kept view of a read at one time; its time goes into the answer. */
function openPast(server: Server, generic: Fields) {
  const concern = generic.doc('readConcern')
  if (concern?.get('level') !== 'snapshot') return undefined
  const at = concern.get('atClusterTime')
  return server.snapshots.at(at instanceof Timestamp ? at : undefined)
}

const withTime = (answer: Answer, time: Timestamp): Answer =>
  answer.cursor
    ? { ...answer, cursor: { ...answer.cursor, atClusterTime: time } }
    : { ...answer, fields: [...(answer.fields ?? []), ['atClusterTime', time]] }

function readTxnNumber(generic: Fields, session: Session | undefined): number | undefined {
  const value = generic.value('txnNumber')
  if (value === undefined) return undefined
  if (!isNumber(value)) throw new MongoServerFailure('TypeMismatch', "BSON field 'txnNumber' must be of type 'long'")
  if (!session)
    throw new MongoServerFailure('InvalidOptions', 'Transaction number requires a session ID to also be specified')
  return toDouble(value)
}

/** The transaction a command belongs to; undefined for the commands that end one. */
function enterTransaction(
  server: Server,
  session: Session,
  txnNumber: number,
  isStart: boolean,
  command: Command,
): Transaction | undefined {
  const isEnd = command.name === 'commitTransaction' || command.name === 'abortTransaction'
  if (isStart) return startTransaction(server, session, txnNumber, command)
  const latest = session.latest(server.store.writersView)
  if (txnNumber < latest) session.advance(server.store.writersView, txnNumber, 'Transaction')
  if (txnNumber > latest)
    throw noTransaction(
      `Given transaction number ${txnNumber} does not match any in-progress transactions. The active transaction number is ${latest}`,
    )
  session.advance(server.store.writersView, txnNumber, 'Transaction')
  if (isEnd) return session.current?.transaction
  const { current } = session
  if (current?.state === 'committed')
    throw new MongoServerFailure(
      'TransactionCommitted',
      `Transaction with { txnNumber: ${txnNumber} } has been committed.`,
    )
  if (!current?.transaction?.isOpen)
    throw noTransaction(`Transaction with { txnNumber: ${txnNumber} } has been aborted.`)
  return current.transaction
}

function startTransaction(server: Server, session: Session, txnNumber: number, command: Command): Transaction {
  checkAllowed(command)
  if (command.name === 'getMore' || command.name === 'killCursors')
    throw new MongoServerFailure(
      'OperationNotSupportedInTransaction',
      `Cannot run ${command.name} as the first operation of a transaction`,
    )
  const latest = session.latest(server.store.writersView)
  if (txnNumber === latest) {
    session.advance(server.store.writersView, txnNumber, 'Transaction')
    if (session.current?.state === 'open' || session.current?.state === 'committed' || session.hasResults)
      throw new MongoServerFailure(
        'ConflictingOperationInProgress',
        `Cannot start transaction ${txnNumber} on session: a transaction with the same number is in progress or done`,
      )
  }
  session.advance(server.store.writersView, txnNumber, 'Transaction')
  const transaction = server.transactions.begin()
  session.current = { number: txnNumber, state: 'open', transaction, committing: undefined }
  return transaction
}

function checkAllowed(command: Command): void {
  if (!command.inTransaction)
    throw new MongoServerFailure(
      'OperationNotSupportedInTransaction',
      `Cannot run '${command.name}' in a multi-document transaction.`,
    )
}

async function runInTransaction(
  command: Command,
  base: Base,
  session: Session,
  transaction: Transaction | undefined,
): Promise<Answer> {
  const isEnd = command.name === 'commitTransaction' || command.name === 'abortTransaction'
  try {
    if (!isEnd) checkAllowed(command)
    const answer = await command.run(
      contextOf(base, {
        transaction,
        txnNumber: undefined,
        writer: transaction ? transactionWriter(transaction) : plainWriter(base.server.store, base.operation.pacer),
        isPast: false,
        catalog: transaction?.catalog ?? base.server.store.committedCatalog,
        open: () => (transaction ? viewOf(transaction) : base.server.store.open()),
      }),
    )
    if (!isEnd && transaction && !transaction.isOpen) markAborted(base.server, session, transaction)
    return answer
  } catch (error) {
    // Any failure ends the transaction, as in MongoDB.
    if (!isEnd && transaction) {
      transaction.abort()
      markAborted(base.server, session, transaction)
    }
    throw error
  }
}

export function markAborted(server: Server, session: Session, transaction: Transaction): void {
  server.cursors.removeWhere((cursor) => cursor.transaction === transaction)
  if (session.current?.transaction !== transaction) return
  session.current.state = 'aborted'
  session.current.transaction = undefined
}
