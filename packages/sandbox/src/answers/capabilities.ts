import { type Reply, say } from '../reply.ts'
import { INTRODUCTION, type Situation } from '../situation.ts'

const GREETING =
  /^\s*(?:hi|hello|hey|good (?:morning|afternoon|evening)|hola|hallo|bonjour)\b[\s!.,]*(?:there|parley)?[\s!.,]*$/i
const ASKS =
  /\b(?:what (?:can|do) you do|how can you help|who are you|what are you|help me get started|what (?:can|should) i ask)\b|^\s*help\W*$/i
const THANKS = /^\s*(?:thanks?|thank you|great|perfect|ok(?:ay)?|cool|nice)\b.{0,40}$/i

/** Greetings, thanks, and what this model can do. */
export function answerCapabilities({ question }: Situation): Reply | null {
  if (THANKS.test(question)) return say('You are welcome. What shall we look at next?')
  if (!GREETING.test(question) && !ASKS.test(question)) return null
  return say(`Hello! ${INTRODUCTION}: I answer by rules, so that everything here can be tried without an account or a key. I can:

- **read your Google Analytics**, once you connect it here,
- **explain a metric** such as CTR, CPA or ROAS, and do the arithmetic on numbers you give me,
- **build UTM links** for a campaign,
- **draft** a mail, subject lines, a checklist or a campaign plan,
- **tell what is in a file** you attach: its first lines, or the rows and sums of a CSV,
- **find your past conversations** by title or date,
- tell you **which page** of the product you are on.

For example: \`What is my CPA if I spend 500 and get 25 conversions?\``)
}
