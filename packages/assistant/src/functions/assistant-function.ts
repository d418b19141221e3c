import type { FunctionCall } from '@parley/contracts'
import { Ajv, type JSONSchemaType } from 'ajv'
import type { ModelTool } from '../model/model-client.ts'
import type { AssistantReads, TurnMaterial, TurnRef } from '../ports.ts'

export type Json = FunctionCall['arguments']

/** What a running function may use. Who asks is in `ref`, never in the model's arguments. */
export interface FunctionScope {
  ref: TurnRef
  context: TurnMaterial['context']
  reads: AssistantReads
  now: () => Date
}

/** As DATA-MODEL has it for tools; what was written so far is saved before anything but a read runs. */
export type FunctionEffect = 'read' | 'write' | 'spends_money'

/** A function that the model may call. */
export interface AssistantFunction {
  name: string
  effect: FunctionEffect
  /** What the reader is told while it runs. */
  note: string
  tool: ModelTool
  /** Checks the arguments against the JSON Schema, then runs. Throws FunctionInputError with words for the model. */
  call(args: unknown, scope: FunctionScope): Promise<Json>
}

/** The arguments are not what the function takes; the message is for the model. */
export class FunctionInputError extends Error {
  override name = 'FunctionInputError'
}

interface Definition<Args> {
  name: string
  description: string
  effect: FunctionEffect
  note: string
  parameters: JSONSchemaType<Args>
  run(args: Args, scope: FunctionScope): Promise<Json>
}

const ajv = new Ajv({ strict: true, allErrors: true })

export function defineFunction<Args>({
  name,
  description,
  effect,
  note,
  parameters,
  run,
}: Definition<Args>): AssistantFunction {
  const isValid = ajv.compile(parameters)
  return {
    name,
    effect,
    note,
    tool: { type: 'function', function: { name, description, parameters: { ...parameters } } },
    async call(args, scope) {
      if (isValid(args)) return run(args, scope)
      throw new FunctionInputError(ajv.errorsText(isValid.errors, { dataVar: 'arguments' }))
    },
  }
}
