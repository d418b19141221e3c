import type { FunctionCall, MessagePart } from '@parley/contracts'
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
  /** Shows a chart or a card in the answer, once the call has ended well. */
  show: (part: MessagePart) => void
}

/** As DATA-MODEL has it for tools; what was written so far is saved before anything but a read runs. */
export type FunctionEffect = 'read' | 'write' | 'spends_money'

/** A function that the model may call. */
export interface AssistantFunction {
  name: string
  effect: FunctionEffect
  /** What the reader is told while it runs. */
  note: string
  /** How long a call may take. Default 15 s. */
  timeoutMs?: number
  tool: ModelTool
  /** Checks the arguments against the JSON Schema, then runs. Throws FunctionInputError with words for the model. */
  call(args: unknown, scope: FunctionScope): Promise<Json>
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
  return {
    name,
    effect,
    note,
    ...(timeoutMs !== undefined && { timeoutMs }),
    tool: { type: 'function', function: { name, description, parameters: { ...parameters } } },
    async call(args, scope) {
      if (isValid(args)) return run(args, scope)
      throw new FunctionInputError(ajv.errorsText(isValid.errors, { dataVar: 'arguments' }))
    },
  }
}
