import { MongoServerFailure } from '../errors.ts'
import { Pattern } from './pattern.ts'

/** What an engine writes differently from PCRE outside of a class. */
interface Dialect {
  readonly escapes: Readonly<Record<string, string>>
  /** `.`, `^` and `$` of PCRE, which knows one line ending only. */
  readonly dot: string
  readonly lineStart: string
  readonly lineEnd: string
  codePoint(hex: string): string
}

/** In PCRE white space is ASCII's. */
const SPACES = ' \\t\\n\\x0b\\f\\r'

const SHARED_ESCAPES = {
  s: `[${SPACES}]`,
  S: `[^${SPACES}]`,
  h: '[ \\t]',
  R: '(?:\\r\\n|\\n|\\r)',
  a: '\\x07',
  e: '\\x1b',
}

const JAVASCRIPT: Dialect = {
  escapes: { ...SHARED_ESCAPES, A: '(?<![\\s\\S])', z: '(?![\\s\\S])', Z: '(?=\\n?(?![\\s\\S]))' },
  dot: '[^\\n]',
  lineStart: '(?<![^\\n])',
  lineEnd: '(?![^\\n])',
  codePoint: (hex) => `\\u{${hex}}`,
}

/** https://github.com/google/re2/wiki/Syntax . The end of the text takes a line ending with it, which only a test may overlook. */
const RE2: Dialect = {
  escapes: { ...SHARED_ESCAPES, A: '\\A', z: '\\z', Z: '(?:\\n?\\z)' },
  dot: '[^\\n]',
  lineStart: '^',
  lineEnd: '$',
  codePoint: (hex) => `\\x{${hex}}`,
}

/** MongoDB's limit. */
const MAX_PATTERN_BYTES = 32_764

const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9a-fA-F',
  word: '\\w',
  cntrl: '\\x00-\\x1f\\x7f',
}

/**
 * Compiles a PCRE pattern with MongoDB's options i, m, s, x and u to a JavaScript one. Syntax that JavaScript lacks
 * (possessive quantifiers, atomic groups, recursion, conditions) is refused with MongoDB's code for a bad pattern. `mostSteps`: see
 * Pattern.
 */
export function compileRegex(pattern: string, options: string, mostSteps?: number): Pattern {
  for (const option of options) {
    if (!'imsxu'.includes(option)) throw new MongoServerFailure(51108, `invalid flag in regex options: ${option}`)
  }
  if (Buffer.byteLength(pattern) > MAX_PATTERN_BYTES)
    throw new MongoServerFailure('BadValue', 'Regular expression is too long')
  const inline = /^\(\?([imsx]+)\)/.exec(pattern)
  const all = options + (inline?.[1] ?? '')
  const body = pattern.slice(inline?.[0].length ?? 0)
  const syntax = { extended: all.includes('x'), isMultiline: all.includes('m'), isDotAll: all.includes('s') }
  const source = translate(body, { ...syntax, dialect: JAVASCRIPT })
  const flags = [...'is'].filter((flag) => all.includes(flag)).join('')
  const sources = {
    ...syntax,
    regex: build(source, flags) ?? invalidPattern(source, flags),
    linear: translate(body, { ...syntax, dialect: RE2 }),
    isCaseInsensitive: all.includes('i'),
  }
  return new Pattern(sources, mostSteps)
}

function build(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, `${flags}u`)
  } catch {
    return undefined
  }
}

/** Without the unicode flag JavaScript takes harmless escapes such as `\-`, as PCRE does. */
function invalidPattern(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MongoServerFailure(51091, `Regular expression is invalid: ${reason}`)
  }
}

interface Syntax {
  readonly dialect: Dialect
  readonly extended: boolean
  readonly isMultiline: boolean
  readonly isDotAll: boolean
}

function translate(pattern: string, syntax: Syntax): string {
  let result = ''
  for (let i = 0; i < pattern.length; ) {
    const piece = nextPiece(pattern, i, syntax)
    result += piece.text
    i = piece.end
  }
  return result
}

interface Piece {
  text: string
  end: number
}

function nextPiece(pattern: string, at: number, { dialect, extended, isMultiline, isDotAll }: Syntax): Piece {
  const character = pattern[at] ?? ''
  if (character === '\\') return escapeSequence(pattern, at, dialect)
  if (character === '[') return characterClass(pattern, at)
  if (character === '(') return group(pattern, at)
  if ('*+?}'.includes(character) && pattern[at + 1] === '+') refuse('possessive quantifiers')
  if (character === '.' && !isDotAll) return { text: dialect.dot, end: at + 1 }
  if (character === '^' && isMultiline) return { text: dialect.lineStart, end: at + 1 }
  // Without m, PCRE's $ also matches before a newline at the very end.
  if (character === '$') return { text: isMultiline ? dialect.lineEnd : (dialect.escapes.Z ?? ''), end: at + 1 }
  if (extended && /\s/.test(character)) return { text: '', end: at + 1 }
  if (extended && character === '#') {
    const end = pattern.indexOf('\n', at)
    return { text: '', end: end === -1 ? pattern.length : end + 1 }
  }
  return { text: character, end: at + 1 }
}

function escapeSequence(pattern: string, at: number, dialect: Dialect): Piece {
  const next = pattern[at + 1] ?? ''
  if (next === 'Q') {
    const close = pattern.indexOf('\\E', at)
    const end = close === -1 ? pattern.length : close
    const quoted = pattern.slice(at + 2, end).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    return { text: quoted, end: close === -1 ? end : end + 2 }
  }
  if ('GKXCg'.includes(next) && next !== '') refuse(`\\${next}`)
  const code = /^\\x\{([0-9a-fA-F]+)\}/.exec(pattern.slice(at))
  if (code !== null) return { text: dialect.codePoint(code[1] ?? ''), end: at + code[0].length }
  return { text: dialect.escapes[next] ?? `\\${next}`, end: at + 2 }
}

function characterClass(pattern: string, at: number): Piece {
  let text = '['
  let i = at + 1
  if (pattern[i] === '^') text += pattern[i++]
  // A bracket right at the beginning is a member.
  if (pattern[i] === ']') {
    text += '\\]'
    i += 1
  }
  while (i < pattern.length && pattern[i] !== ']') {
    const posix = /^\[:(\w+):\]/.exec(pattern.slice(i))
    if (posix !== null) {
      text += POSIX_CLASSES[posix[1] ?? ''] ?? refuse(`the class [:${posix[1]}:]`)
      i += posix[0].length
    } else if (pattern[i] === '\\') {
      const next = pattern[i + 1]
      text += next === 'h' ? ' \\t' : next === 's' ? SPACES : pattern.slice(i, i + 2)
      i += 2
    } else {
      text += pattern[i] === '[' ? '\\[' : pattern[i]
      i += 1
    }
  }
  return { text: `${text}]`, end: i + 1 }
}

function group(pattern: string, at: number): Piece {
  if (pattern.startsWith('(?P<', at)) return { text: '(?<', end: at + 4 }
  if (pattern.startsWith('(?#', at)) {
    const end = pattern.indexOf(')', at)
    return { text: '', end: end === -1 ? pattern.length : end + 1 }
  }
  if (/^\(\?(?:>|\||\(|R|&|\d|P[>=]|[imsx-]+[:)])/.test(pattern.slice(at, at + 8))) refuse('this kind of group')
  return { text: '(', end: at + 1 }
}

function refuse(what: string): never {
  throw new MongoServerFailure(51091, `Regular expression is invalid: ${what} is not supported by this server`)
}
