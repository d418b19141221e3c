import type { FunctionCall, MessagePart, Tool } from '@parley/contracts'
import { Ajv, type JSONSchemaType } from 'ajv'
import type { ConnectionNeed } from '../connections.ts'
import type { ModelTool } from '../model/model-client.ts'
import type { AssistantReads, TurnMaterial, TurnRef } from '../ports.ts'

export type Json = FunctionCall['arguments']

/** What a running function may use. Who asks is in `ref`, never in the model's arguments. */
export interface FunctionScope {
  ref: TurnRef
  context: TurnMaterial['context']
  reads: AssistantReads
  now: () => Date
  /** Unique in the message. */
  callId: string
  /** Aborted when the turn is stopped or the call takes too long. */
  signal: AbortSignal
  /** Shows a chart or a card in the answer, once the call has ended well. */
  show: (part: MessagePart) => void
}

/** Anything but a read runs once the person approved it, and what was written so far was saved. */
export type FunctionEffect = Tool['effect']

/** A function that the model may call. */
export interface AssistantFunction {
  name: string
  /** Its name for people. */
  title: string
  effect: FunctionEffect
  /** What the reader is told while it runs. */
  note: string
  /** How long a call may take. Default 15 s. */
  timeoutMs?: number
  /** The host that is called, where something leaves this server. */
  destination?: string
  tool: ModelTool
  /** Holds the arguments to the JSON Schema. Throws FunctionInputError with words for the model. */
  check(args: Json): Promise<void>
  /** Checks the arguments, then runs. */
  call(args: Json, scope: FunctionScope): Promise<Json>
}

/** The arguments are not what the function takes; the message is for the model. */
export class FunctionInputError extends Error {
  override name = 'FunctionInputError'
}

/** The function can't go on without a connection: the turn waits for it. */
export class ConnectionNeededError extends Error {
  override name = 'ConnectionNeededError'
  readonly need: ConnectionNeed

  constructor(need: ConnectionNeed) {
    super(`${need.platform}: ${need.reason}`)
    this.need = need
  }
}

/** A platform did not do what was asked: the person sees a card, the model is told the same words. */
export class PlatformFailedError extends Error {
  override name = 'PlatformFailedError'
  readonly code: string

  constructor(code: string, userMessage: string) {
    super(userMessage)
    this.code = code
  }
}

interface Definition<Args> {
  name: string
  description: string
  effect: FunctionEffect
  note: string
  timeoutMs?: number
  parameters: JSONSchemaType<Args>
  run(args: Args, scope: FunctionScope): Promise<Json>
}

const ajv = new Ajv({ strict: true, allErrors: true })

export function defineFunction<Args>({
  name,
  description,
  effect,
  note,
  timeoutMs,
  parameters,
  run,
}: Definition<Args>): AssistantFunction {
  const isValid = ajv.compile(parameters)
  const refuse = () => new FunctionInputError(ajv.errorsText(isValid.errors, { dataVar: 'arguments' }))
  return {
    name,
    title: titleOf(name),
    effect,
    note,
    ...(timeoutMs !== undefined && { timeoutMs }),
    tool: { type: 'function', function: { name, description, parameters: { ...parameters } } },
    async check(args) {
      if (!isValid(args)) throw refuse()
    },
    async call(args, scope) {
      if (isValid(args)) return run(args, scope)
      throw refuse()
    },
  }
}

/** `run_report`: Run report. */
function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
