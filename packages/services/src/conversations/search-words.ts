const WORD = /[\p{L}\p{N}]+/gu
const EXCLUDED = /(^|\s)-\S+/g
const SNIPPET_CHARACTERS = 160

/** Marks of Markdown that only say how a text looks: of lists, headings and quotations, of bold words and code. */
const MARKS = /^[ \t]*(?:[-*+>]|#{1,6}|\d+\.)[ \t]+|\*\*|`+/gm

/**
 * A pattern for where the words of a search begin, ending included loosely since the index knows words by their stems
 * ("campaigns" also finds "campaign"). Null when nothing is looked for. Letters and digits only, so nothing needs escaping.
 */
export function wordPattern(query: string): string | null {
  const words = query.replace(EXCLUDED, ' ').match(WORD) ?? []
  const beginnings = [...new Set(words.map((word) => word.slice(0, Math.max(3, word.length - 3))))]
  return beginnings.length === 0 ? null : `(?:^|[^\\p{L}\\p{N}])(?:${beginnings.join('|')})`
}

/** About 160 characters around the first place where the pattern fits, whole words without marks of Markdown, with `…` where text is left out. */
export function snippetOf(text: string, pattern: string | null): string {
  const plain = text.replace(MARKS, '').replace(/\s+/g, ' ').trim()
  const found = pattern === null ? -1 : plain.search(new RegExp(pattern, 'iu'))
  const from = found < SNIPPET_CHARACTERS / 2 ? 0 : plain.lastIndexOf(' ', found - SNIPPET_CHARACTERS / 3) + 1
  if (plain.length - from <= SNIPPET_CHARACTERS) return `${from > 0 ? '… ' : ''}${plain.slice(from)}`
  const lastSpace = plain.lastIndexOf(' ', from + SNIPPET_CHARACTERS)
  const to = lastSpace > from ? lastSpace : from + SNIPPET_CHARACTERS
  return `${from > 0 ? '… ' : ''}${plain.slice(from, to)} …`
}
