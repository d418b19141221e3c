import { dayEnd, dayStart } from '../days.ts'
import { defineFunction, FunctionInputError } from './assistant-function.ts'

interface Args {
  words?: string
  title?: string
  from?: string
  to?: string
  limit?: number
}

const DAY = '^\\d{4}-\\d{2}-\\d{2}$'

/**
 * The person's own past conversations by what was said, by title and by day. Result: `{ conversations }`, each with its title, times and, where words
 * were looked for, an excerpt of where they were said; the person sees them as the answer's sources.
 */
export const findPastConversations = defineFunction<Args>({
  name: 'find_past_conversations',
  description:
    "Finds the user's own earlier conversations with this assistant: by words that were said in them (the best fit first, with an excerpt), by a part of the title, by the day of the last message (newest first). Name the conversation by its title when you use what was said there.",
  effect: 'read',
  note: 'Looking through your conversations…',
  parameters: {
    type: 'object',
    properties: {
      words: {
        type: 'string',
        minLength: 1,
        maxLength: 200,
        nullable: true,
        description: 'Words that were said, in any of their forms; "several in quotation marks" for a phrase.',
      },
      title: {
        type: 'string',
        minLength: 1,
        maxLength: 200,
        nullable: true,
        description: 'A part of the title, in any case.',
      },
      from: {
        type: 'string',
        pattern: DAY,
        nullable: true,
        description: 'First day, YYYY-MM-DD, in the time zone of the user.',
      },
      to: { type: 'string', pattern: DAY, nullable: true, description: 'Last day, inclusive, YYYY-MM-DD.' },
      limit: {
        type: 'integer',
        minimum: 1,
        maximum: 20,
        nullable: true,
        description: 'At most so many; 10 when left out.',
      },
    },
    required: [],
    additionalProperties: false,
  },
  async run({ words, title, from, to, limit }, { ref, reads, context }) {
    const query = {
      ...(words && { words }),
      ...(title && { title }),
      ...(from && { from: instant('from', dayStart(from, context.timeZone)) }),
      ...(to && { to: instant('to', dayEnd(to, context.timeZone)) }),
      limit: limit ?? 10,
    }
    const conversations = await reads.findPastConversations(ref, query)
    return { conversations: conversations.map((found) => ({ ...found })) }
  },
})

function instant(name: string, moment: Date | null): string {
  if (!moment) throw new FunctionInputError(`arguments/${name} is not a day of the calendar`)
  return moment.toISOString()
}
