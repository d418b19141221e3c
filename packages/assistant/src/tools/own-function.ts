import { runCode } from '../code/run-code.ts'
import {
  type AssistantFunction,
  FunctionInputError,
  type FunctionScope,
  type Json,
} from '../functions/assistant-function.ts'
import { findArgumentProblem } from '../functions/find-argument-problem.ts'
import { checkValue } from '../schema/check-value.ts'
import type { OwnTool } from './own-tool.ts'
import { signRequest } from './sign-request.ts'
import { ToolFailedError } from './tool-failed-error.ts'
import type { ToolNetwork } from './tool-network.ts'
import { type CalledAddress, toolRequest } from './tool-request.ts'

/** Also the time to look at arguments and result. */
const TIMEOUT_MS = 30_000

/** A tool of an organization's own, as a function that the model may call. */
export function ownFunction(tool: OwnTool, network: ToolNetwork): AssistantFunction {
  const { name, displayName, description, effect, parametersSchema, implementation } = tool
  const check = async (args: Json) => {
    const verdict = await checkValue(parametersSchema, args)
    if (verdict.type === 'unusable') throw unusable('parameters')
    if (verdict.type === 'faults') {
      const faults = verdict.faults.map(({ path, message }) => `arguments${path && `.${path}`} ${message}`)
      throw new FunctionInputError(faults.join(', '))
    }
  }
  return {
    name,
    title: displayName,
    effect,
    note: `${displayName}…`,
    timeoutMs: TIMEOUT_MS,
    ...(implementation.type !== 'code' && { destination: new URL(implementation.url).host }),
    tool: { type: 'function', function: { name, description, parameters: parametersSchema } },
    check,
    async call(args, scope) {
      await check(args)
      const result =
        implementation.type === 'code'
          ? await runTool(implementation.code, args, scope)
          : await ask(implementation, tool, args, scope, network)
      return holdToSchema(tool, result)
    },
  }
}

async function runTool(code: string, args: Json, { now, signal }: FunctionScope): Promise<Json> {
  const outcome = await runCode({ code, event: args, startedAt: now(), signal })
  if ('output' in outcome) return safe(outcome.output, JSON.stringify(outcome.output))
  const { name, message, line } = outcome.failure
  const said = `Its code failed. ${name}: ${message}${line === undefined ? '' : ` (line ${line})`}`
  throw new ToolFailedError(said, { mayBeDone: false })
}

async function ask(
  to: CalledAddress,
  tool: OwnTool,
  args: Json,
  scope: FunctionScope,
  network: ToolNetwork,
): Promise<Json> {
  const { ref, reads, now, signal, callId } = scope
  const call = { tool, args, callId: `${ref.messageId}:${callId}`, organizationId: ref.organizationId }
  const request = toolRequest(to, call)
  const secret = to.type === 'webhook' ? await reads.findSigningSecret(ref, tool.id) : null
  if (secret !== null && request.body !== undefined) {
    request.headers['parley-signature'] = signRequest(secret, request.body, now())
  }
  const text = await network.send(request, to.timeoutMs, signal)
  return safe(parsed(text), text)
}

function parsed(text: string): unknown {
  if (text.trim() === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** What a database or a prototype would take for more than names stays text. */
function safe(value: unknown, text: string): Json {
  return findArgumentProblem(value) === null ? JSON.parse(JSON.stringify(value)) : text
}

async function holdToSchema({ returnSchema }: OwnTool, result: Json): Promise<Json> {
  if (returnSchema === null) return result
  const verdict = await checkValue(returnSchema, result)
  if (verdict.type === 'fits') return result
  if (verdict.type === 'unusable') throw unusable('result', true)
  const faults = verdict.faults.map(({ path, message }) => `result${path && `.${path}`} ${message}`).join(', ')
  throw new ToolFailedError(`What it returned is not what it promises: ${faults}.`, { mayBeDone: true })
}

function unusable(of: string, mayBeDone = false): ToolFailedError {
  return new ToolFailedError(`Its schema of the ${of} cannot be used. An admin has to mend it.`, { mayBeDone })
}
