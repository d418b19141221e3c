import { MAX_TEXT_BYTES, type PromptRun, type RunPromptInput, textBytes } from '@parley/contracts'
import type { PromptRecord } from '@parley/db'
import type { Types } from 'mongoose'
import { requireWriter } from '../access/require-writer.ts'
import { requirePayer } from '../account/find-payer.ts'
import { findAgentForConversation } from '../agents/find-agent.ts'
import type { MemberContext } from '../context.ts'
import { InvalidInputError } from '../errors.ts'
import { answerOnce, parseIdempotencyKey } from '../idempotency.ts'
import { requireMatching } from '../json-schema/require-matching.ts'
import { beginRun } from '../runs/begin-run.ts'
import { carryOutRun } from '../runs/carry-out-run.ts'
import { loadRunnable } from '../runs/load-runnable.ts'
import { type OpenedRun, openRun } from '../runs/open-run.ts'
import { requireAllowance } from '../usage/require-allowance.ts'
import { fillPrompt } from './fill-prompt.ts'
import { findPromptRun } from './find-prompt-run.ts'
import { loadPrompt } from './load-prompt.ts'

interface OpenedPromptRun extends OpenedRun {
  promptVersion: number
}

interface BegunRun {
  opened: OpenedPromptRun
  executionId: Types.ObjectId
}

/**
 * Fills a prompt and asks an agent with it once; whoever asks pays. With an Idempotency-Key a repeated call is answered with what the first
 * one's run came to. Throws InvalidInputError with a fault for each wrong value, QuotaError, ConflictError while the first one still runs.
 */
export async function runPrompt({
  ctx,
  input,
  signal = new AbortController().signal,
}: {
  ctx: MemberContext
  input: RunPromptInput
  signal?: AbortSignal | undefined
}): Promise<PromptRun> {
  requireWriter(ctx.actor)
  let begun: BegunRun | null = null
  const begin = async () => {
    const opened = await openPromptRun(ctx, input)
    begun = { opened, executionId: await beginRun(opened) }
    return begun
  }
  if (ctx.idempotencyKey === null) return carryOut(ctx, await begin(), signal)
  const key = `prompts.run:${parseIdempotencyKey(ctx.idempotencyKey)}`
  const { ref, isRepeat } = await answerOnce(ctx, key, input, async () => ({
    createdId: (await begin()).executionId.toHexString(),
  }))
  if (!isRepeat && begun) return carryOut(ctx, begun, signal)
  if (ref.createdId == null) throw new Error('An answered prompts.run names nothing')
  return findPromptRun(ctx.actor, ref.createdId)
}

async function openPromptRun(ctx: MemberContext, input: RunPromptInput): Promise<OpenedPromptRun> {
  const prompt = await loadPrompt(ctx.actor, input.promptId)
  const text = filledText(prompt, input.values ?? {})
  const { organizationId, version: promptVersion } = prompt
  const { _id: agentId } = await findAgentForConversation(ctx.actor, input.agentId)
  const runnable = await loadRunnable(organizationId, agentId)
  await requireMatching('agentId', runnable.inputSchema, text)
  await requireAllowance(ctx.actor.userId, ctx.now())
  const opened = await openRun(ctx, {
    organizationId,
    agentId,
    runnable,
    input: text,
    source: { promptId: prompt._id, promptVersion },
    userId: ctx.actor.userId,
    payer: await requirePayer(organizationId, ctx.now()),
  })
  return { ...opened, promptVersion }
}

async function carryOut(
  ctx: MemberContext,
  { opened, executionId }: BegunRun,
  signal: AbortSignal,
): Promise<PromptRun> {
  const { promptVersion } = opened
  return { ...(await carryOutRun(ctx, opened, executionId, { signal })), promptVersion }
}

function filledText(prompt: PromptRecord, values: NonNullable<RunPromptInput['values']>): string {
  const filled = fillPrompt(prompt, values)
  if ('faults' in filled) {
    throw new InvalidInputError('Wrong values', 'Some variables are not filled in right. Check them.', filled.faults)
  }
  if (filled.text.trim() === '') throw unusable('Nothing is left to ask. Fill in the variables.')
  if (textBytes(filled.text) > MAX_TEXT_BYTES) throw unusable('The filled prompt is longer than 256 KB. Shorten it.')
  return filled.text
}

function unusable(userMessage: string): InvalidInputError {
  return new InvalidInputError('The filled prompt cannot be asked', userMessage, { values: [userMessage] })
}
