/** How the steps of a backtracking match can grow with the text. */
export interface RegexCost {
  /** The power of the text's length; infinite where quantifiers nest. */
  readonly degree: number
  /** Optional pieces, each of which may double the steps. */
  readonly optional: number
}

interface Group {
  hasChoice: boolean
}

const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})/

/**
 * The worst case of a JavaScript pattern, from its quantifiers alone: each that repeats multiplies by the text's length, and so does a
 * match that may begin anywhere. A repeated group with a quantifier or an alternative in it can take exponential time.
 */
export function regexCost(source: string, isMultiline: boolean): RegexCost {
  const groups: Group[] = [{ hasChoice: false }]
  let degree = source.startsWith('^') && !isMultiline ? 0 : 1
  let optional = 0
  for (let at = 0; at < source.length; ) {
    const character = source[at] ?? ''
    if (character === '(') groups.push({ hasChoice: false })
    if (character === '|') markChoice(groups)
    const closed = character === ')' && groups.length > 1 ? groups.pop() : undefined
    const isSyntax = character === '(' || character === '|' || character === '^' || character === '$'
    at = afterAtom(source, at)
    const quantifier = isSyntax ? undefined : QUANTIFIER.exec(source.slice(at, at + 16))?.[0]
    if (closed?.hasChoice) markChoice(groups)
    if (quantifier === undefined) continue
    at += quantifier.length
    if (source[at] === '?') at += 1
    if (quantifier === '?') optional += 1
    else {
      if (closed?.hasChoice) degree = Number.POSITIVE_INFINITY
      if (!/^\{\d+\}$/.test(quantifier)) degree += 1
    }
    markChoice(groups)
  }
  return { degree, optional }
}

function markChoice(groups: readonly Group[]): void {
  const inner = groups.at(-1)
  if (inner) inner.hasChoice = true
}

/** Where the piece at `at` ends: an escape, a class, or one character. */
function afterAtom(source: string, at: number): number {
  if (source[at] === '(') return at + (/^\(\?(?:[:=!]|<[=!]|<\w+>)/.exec(source.slice(at, at + 80))?.[0].length ?? 1)
  if (source[at] === '\\')
    return (
      at +
      (/^\\(?:u\{[^}]*\}|x[0-9a-fA-F]{2}|[pP]\{[^}]*\}|k<[^>]*>|[\s\S])/.exec(source.slice(at, at + 80))?.[0].length ??
        2)
    )
  if (source[at] !== '[') return at + 1
  let end = at + 1
  while (end < source.length && source[end] !== ']') end += source[end] === '\\' ? 2 : 1
  return end + 1
}
