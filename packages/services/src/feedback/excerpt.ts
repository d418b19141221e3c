/** How much of a text a list shows, in characters. */
const LENGTH = 300

/** An expression for the beginning of a text, one character more than is shown; null stays null. */
export function beginningOf(text: string) {
  return { $cond: [{ $eq: [{ $type: text }, 'string'] }, { $substrCP: [text, 0, LENGTH + 1] }, null] }
}

/** What is shown of such a beginning: with a mark where there is more. */
export function excerpt(beginning: string): string {
  const characters = [...beginning]
  return characters.length > LENGTH ? `${characters.slice(0, LENGTH).join('').trimEnd()}…` : beginning
}
