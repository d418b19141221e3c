import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Answer, Client } from '../commands/command.ts'
import { execute } from '../commands/execute.ts'
import type { Failure } from '../commands/fail-points.ts'
import type { Server } from '../commands/server.ts'
import { MongoServerFailure } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { Doc, Value } from '../values/index.ts'
import { describeConcern, describeFailure } from './failure.ts'
import { FrameReader } from './frames.ts'
import { Gossip } from './gossip.ts'
import { MAX_MESSAGE_BYTES, type Message, OP_MSG, OP_QUERY, ProtocolError, readMessage, readQuery } from './op-msg.ts'
import { writeMessage, writeReply } from './reply.ts'

/** Of a message before sign-in. */
const MAX_UNKNOWN_BYTES = 64 * 1024

type AnswerFields = (readonly [string, Value])[]

/** Serves one client: its messages one after another, until it leaves or breaks the protocol. */
export class Connection {
  readonly #server: Server
  readonly #socket: Socket
  readonly #client: Client
  readonly #logger: Logger
  readonly #frames = new FrameReader()
  readonly #gossip: Gossip
  #isRunning = false
  #nextRequestId = 1
  /** Resolves the wait for the current command, when the server shuts down. */
  #idle: (() => void) | undefined

  constructor(server: Server, socket: Socket, client: Client, logger: Logger) {
    this.#server = server
    this.#socket = socket
    this.#client = client
    this.#logger = logger
    this.#gossip = new Gossip(server)
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => {
      server.counters.bytesIn += chunk.length
      this.#frames.push(chunk)
      if (!this.#isRunning) this.#run().catch((error: unknown) => this.#break(error))
    })
    socket.on('error', () => socket.destroy())
    socket.once('close', () => server.operations.clientLeft(client))
  }

  /** Ends the connection once the command it is running has been answered. */
  async end(): Promise<void> {
    if (this.#isRunning)
      await new Promise<void>((resolve) => {
        this.#idle = resolve
      })
    this.#socket.destroySoon()
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    try {
      for (let frame = this.#next(); frame && !this.#socket.destroyed; frame = this.#next()) {
        await this.#serve(frame)
        if (this.#socket.writableNeedDrain) await drained(this.#socket)
      }
    } finally {
      this.#isRunning = false
      this.#idle?.()
    }
  }

  /** Whoever has yet to sign in has little to say, and is given little room for it. */
  #next(): Buffer | undefined {
    const isUnknown = this.#server.isSignInRequired && !this.#client.user
    return this.#frames.next(isUnknown ? MAX_UNKNOWN_BYTES : MAX_MESSAGE_BYTES)
  }

  async #serve(frame: Buffer): Promise<void> {
    const opCode = frame.readInt32LE(12)
    if (opCode === OP_QUERY) {
      const message = readQuery(frame)
      const answer = await this.#answer(message)
      if (answer) this.#send(writeReply(this.#idsFor(message), answer, this.#gossip.bytes))
      return
    }
    if (opCode !== OP_MSG) throw new ProtocolError(`unknown operation ${opCode}`)
    const message = readMessage(frame)
    const answer = await this.#answer(message)
    if (!answer || message.isSilent || this.#socket.destroyed) return
    this.#send(writeMessage(this.#idsFor(message), answer, this.#gossip.bytes))
  }

  #idsFor({ requestId }: Message) {
    return { requestId: this.#nextRequestId++, responseTo: requestId }
  }

  #send(answer: Buffer): void {
    this.#server.counters.bytesOut += answer.length
    this.#socket.write(answer)
  }

  /** The answer, ok or not; undefined where a fail point closed the connection. */
  async #answer(message: Message): Promise<Answer | undefined> {
    const { body, sequences } = message
    const failure = this.#enterFailPoint(body)
    if (failure && failure.blockMs > 0) await delay(failure.blockMs)
    if (failure?.closes === 'before') return this.#close()
    let fields: AnswerFields
    let cursor: Answer['cursor']
    try {
      if (failure?.error) throw failure.error
      const answer = await execute(this.#server, { body, sequences, client: this.#client })
      cursor = answer.cursor
      fields = [...(answer.fields ?? []), ['ok', 1]]
      if (failure?.writeConcernError) fields.push(...describeConcern(failure, body))
    } catch (error) {
      if (!(error instanceof MongoServerFailure))
        this.#logger.error(error instanceof Error ? error : new Error(String(error)))
      fields = describeFailure(error, body, failure?.labels)
    }
    if (this.#client.losesAnswer) return this.#close()
    return cursor ? { cursor, fields } : { fields }
  }

  #enterFailPoint(body: Doc): Failure | undefined {
    const { failPoints } = this.#server
    if (!failPoints) return undefined
    const [name = ''] = body.keys()
    return failPoints.enter(name, this.#client.appName)
  }

  #close(): undefined {
    this.#socket.destroy()
    return undefined
  }

  #break(error: unknown): void {
    if (error instanceof ProtocolError)
      this.#logger.warn(`connection ${this.#client.connectionId} closed: ${error.message}`)
    else this.#logger.error(error instanceof Error ? error : new Error(String(error)))
    this.#socket.destroy()
  }
}

const drained = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('drain', resolve)
    socket.once('close', resolve)
  })
