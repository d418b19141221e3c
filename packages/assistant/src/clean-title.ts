const MAX_CHARACTERS = 60

/** A model's answer as a title: one line of plain text of at most 60 characters; empty when nothing is left. */
export function cleanTitle(answer: string): string {
  const line = answer.split(/\r?\n/).find((part) => part.trim() !== '') ?? ''
  const plain = line
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*`~#]+/g, '')
    .replace(/^\s*(?:[->]\s+)?(?:title\s*:)?/i, '')
    .replace(/^["“”'‘’«»\s]+|["“”'‘’«».\s]+$/gu, '')
    .replace(/\s+/g, ' ')
  const characters = [...plain]
  if (characters.length <= MAX_CHARACTERS) return plain
  const cut = characters.slice(0, MAX_CHARACTERS - 1).join('')
  const atWord = cut.replace(/\s+\S*$/u, '')
  return `${atWord.length >= 20 ? atWord : cut}…`
}
