import { Int32 } from 'bson'
import { MongoServerFailure } from '../errors.ts'
import type { Doc, Value } from '../values/index.ts'
import { Fields } from './arguments.ts'
import type { Command } from './command.ts'

/** What an armed fail point does to a command. */
export interface Failure {
  readonly blockMs: number
  /** The connection is closed before the command runs, or after it. */
  readonly closes: 'before' | 'after' | undefined
  readonly error: MongoServerFailure | undefined
  readonly writeConcernError: Doc | undefined
  /** Given labels stand instead of those the code would bring. */
  readonly labels: readonly string[] | undefined
}

interface Armed {
  skip: number
  times: number
  probability: number
  data: Doc
  entered: number
}

const KNOWN = ['failCommand', 'onPrimaryTransactionalWrite']

/** Fail points, as the driver specifications use them (source: MongoDB's "The failCommand Fail Point", docs/failpoints). */
export class FailPoints {
  readonly #armed = new Map<string, Armed>()

  configure(name: string, mode: Value | undefined, data: Doc): number {
    if (!KNOWN.includes(name)) throw new MongoServerFailure('BadValue', `Fail point ${name} is not found`)
    const entered = this.#armed.get(name)?.entered ?? 0
    if (mode === 'off') this.#armed.delete(name)
    else this.#armed.set(name, { ...parseMode(mode), data, entered: 0 })
    return entered
  }

  /** The failure a command of `appName` runs into now, if any. */
  enter(command: string, appName: string): Failure | undefined {
    const names = this.#armed.get('failCommand')?.data.get('failCommands')
    if (Array.isArray(names) && names.includes(command)) {
      const wanted = this.#armed.get('failCommand')?.data.get('appName')
      const data = wanted === undefined || wanted === appName ? this.#enter('failCommand') : undefined
      if (data) return commandFailure(data)
    }
    return undefined
  }

  /** What a statement of a retryable write runs into as it is about to be committed. */
  enterWrite(): Failure | undefined {
    const data = this.#enter('onPrimaryTransactionalWrite')
    return data && writeFailure(data)
  }

  #enter(name: string): Doc | undefined {
    const armed = this.#armed.get(name)
    if (!armed) return undefined
    if (armed.skip > 0) {
      armed.skip -= 1
      return undefined
    }
    if (armed.probability < 1 && Math.random() >= armed.probability) return undefined
    armed.entered += 1
    armed.times -= 1
    if (armed.times <= 0) this.#armed.delete(name)
    return armed.data
  }
}

function commandFailure(data: Doc): Failure {
  const fields = new Fields('failCommand', data)
  const code = fields.number('errorCode')
  const concern = fields.doc('writeConcernError')
  const labels = concern?.get('errorLabels') ?? fields.value('errorLabels')
  const writeConcernError = concern && new Map([...concern].filter(([name]) => name !== 'errorLabels'))
  return {
    blockMs: fields.flag('blockConnection') ? (fields.number('blockTimeMS') ?? 0) : 0,
    closes: fields.flag('closeConnection') ? 'before' : undefined,
    error: code === undefined ? undefined : new MongoServerFailure(code, "Failing command via 'failCommand' failpoint"),
    writeConcernError,
    labels: Array.isArray(labels) ? labels.filter((label) => typeof label === 'string') : undefined,
  }
}

/** Of a retryable write: it fails before its commit, or the connection is lost after it. */
function writeFailure(data: Doc): Failure {
  const fields = new Fields('onPrimaryTransactionalWrite', data)
  const code = fields.number('failBeforeCommitExceptionCode')
  const closes = fields.optionalFlag('closeConnection') ?? true
  return {
    blockMs: 0,
    closes: closes ? 'after' : undefined,
    error:
      code === undefined ? undefined : new MongoServerFailure(code, 'Failing write via onPrimaryTransactionalWrite'),
    writeConcernError: undefined,
    labels: undefined,
  }
}

function parseMode(mode: Value | undefined): Omit<Armed, 'data' | 'entered'> {
  const always = { skip: 0, times: Number.POSITIVE_INFINITY, probability: 1 }
  if (mode === 'alwaysOn') return always
  if (mode instanceof Map) {
    const fields = new Fields('mode', mode)
    return {
      skip: fields.number('skip') ?? 0,
      times: fields.number('times') ?? Number.POSITIVE_INFINITY,
      probability: fields.number('activationProbability') ?? 1,
    }
  }
  throw new MongoServerFailure('BadValue', "fail point mode must be 'off', 'alwaysOn' or an object")
}

/** Only with test commands. */
export const configureFailPoint: Command = {
  name: 'configureFailPoint',
  fields: ['mode', 'data'],
  isAdminOnly: true,
  run({ server, body }) {
    const fields = new Fields('configureFailPoint', body)
    const count = server.failPoints?.configure(
      fields.requiredText('configureFailPoint'),
      fields.value('mode'),
      fields.doc('data') ?? new Map(),
    )
    return { fields: [['count', new Int32(count ?? 0)]] }
  },
}
