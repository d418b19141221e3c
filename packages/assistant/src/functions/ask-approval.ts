import { isDeepStrictEqual } from 'node:util'
import type { ApproveCard, FunctionCall } from '@parley/contracts'
import { z } from 'zod'
import type { AssistantFunction } from './assistant-function.ts'

const schemaContract = z.record(z.string(), z.json())

/** What the person is asked before a call with an effect. Throws FunctionInputError where its arguments would be refused anyway. */
export async function askApproval(made: FunctionCall, found: AssistantFunction): Promise<ApproveCard> {
  await found.check(made.arguments)
  return approveCardOf(made, found)
}

/** Whether the call is still what the person saw when they approved it. */
export function isAsApproved(card: ApproveCard | undefined, made: FunctionCall, found: AssistantFunction): boolean {
  return found.effect !== 'read' && isDeepStrictEqual(card, approveCardOf(made, found))
}

function approveCardOf({ id, arguments: args }: FunctionCall, found: AssistantFunction): ApproveCard {
  const { title, effect, destination, tool } = found
  if (effect === 'read') throw new Error('A read is not asked about')
  const { description = '', parameters = {} } = tool.function
  return {
    kind: 'approve',
    functionCallId: id,
    title,
    description,
    effect,
    ...(destination !== undefined && { destination }),
    arguments: args,
    parametersSchema: schemaContract.parse(parameters),
  }
}
