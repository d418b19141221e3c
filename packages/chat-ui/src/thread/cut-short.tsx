import type { MessageAi } from '@parley/contracts'

const WORDS: Partial<Record<NonNullable<MessageAi['finishReason']>, string>> = {
  length: 'This answer reached its length limit. Ask it to go on if something is missing.',
  content_filter: 'The model’s content filter ended this answer early.',
}

/** Says when a finished answer is not all the model would have said. */
export function CutShort({ ai }: { ai: MessageAi | undefined }) {
  const words = ai?.finishReason && WORDS[ai.finishReason]
  return words ? <p className="mt-3 text-[13px] text-muted">{words}</p> : null
}
