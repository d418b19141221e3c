import { type Reply, say } from '../reply.ts'
import type { Situation } from '../situation.ts'
import { capitalised, keyWords, plain, topicOf } from './words.ts'

/** The draft of a mail, with brackets where only the user knows what belongs there. */
export function answerMail({ question }: Situation): Reply | null {
  if (!/\b(?:write|draft|compose)\b.{0,40}\b(?:e-?mail|mail|newsletter|message)\b/i.test(question)) return null
  const words = keyWords(question, 12).filter(
    (word) => !/^(?:write|draft|compose|e-?mail|mail|newsletter|message)$/i.test(word),
  )
  const topic = plain(topicOf(question) ?? words.slice(0, 5).join(' ')) || 'your offer'
  return say(`A draft to start from. What is in brackets only you know:

> **Subject:** ${capitalised(topic)}: [the one benefit]
>
> Hi [first name],
>
> [One sentence about the situation they are in.] This is about ${topic}: [what is new, easier or cheaper for them].
>
> - [Benefit one, in their words]
> - [Benefit two]
> - [What it costs, or what they risk: nothing]
>
> **[One button: what happens when they press it]**
>
> [Your name]

Tell me who gets it and what they should do, and I suggest **subject lines** or a **checklist** for sending it.`)
}
