/** One way to read a number: its value, and the step between two values that would be shown alike. */
export interface Reading {
  value: number
  step: number
}

export interface NumberToken {
  textOffset: number
  length: number
  isPercent: boolean
  /** Digits alone: no separator, no unit. */
  isBare: boolean
  /** 1.234 may be a thousand or a little more than one. */
  readings: Reading[]
}

const GROUPED = String.raw`\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?`
const PLAIN = String.raw`\d+(?:[.,]\d+)?`
const PERCENT = String.raw`[ \u00a0\u202f]?(?:%|per ?cent\b|percentage points?\b|prozent(?:punkte?)?\b|pour ?cent\b|por ciento\b|procent\b|pp\b)`
const SCALE = String.raw`[ \u00a0\u202f]?(?:k|m|bn|tsd\.?|mio\.?|mrd\.?|thousand|million|billion|tausend|millionen?|milliarden?|milliers?|millones|mil)(?![\p{L}\d])`
const TOKEN = new RegExp(`(?<![\\d.,])(?:(${GROUPED})(?!\\d)|(${PLAIN}))(?:(${PERCENT})|(${SCALE}))?`, 'giu')

const SCALES: readonly (readonly [RegExp, number])[] = [
  [/^(?:k|tsd\.?|thousand|tausend|milliers?|mil)$/i, 1e3],
  [/^(?:m|mio\.?|million|millionen|millones)$/i, 1e6],
  [/^(?:bn|mrd\.?|billion|milliarden?)$/i, 1e9],
]

function factorOf(scale: string | undefined): number {
  const word = scale?.trim() ?? ''
  return SCALES.find(([pattern]) => pattern.test(word))?.[1] ?? 1
}

function read(digits: string, decimals: string, factor: number): Reading {
  const value = Number(`${digits.replace(/\D/g, '')}${decimals && `.${decimals}`}`) * factor
  return { value, step: 10 ** -decimals.length * factor }
}

function readingsOf(text: string, factor: number): Reading[] {
  const split = /^(.*)[.,](\d+)$/.exec(text)
  const [, head = '', tail = ''] = split ?? []
  const isGrouping = tail.length === 3 && /^\d{1,3}(?:\D\d{2,3})*$/.test(head) && head !== '0'
  const last = text.at(-tail.length - 1)
  const isDecimal = split !== null && !head.includes(last ?? '')
  return [
    ...(split === null || isGrouping ? [read(text, '', factor)] : []),
    ...(isDecimal ? [read(head, tail, factor)] : []),
  ]
}

/** The numbers of a text, with every way to read each: 1,234.5, 1.234,5, 1 234,5, 12 %, €3.4k. */
export function findNumbers(text: string): NumberToken[] {
  return [...text.matchAll(TOKEN)].flatMap((match) => {
    const [whole, grouped, plain, percent, scale] = match
    const digits = grouped ?? plain ?? ''
    const readings = readingsOf(digits, factorOf(scale))
    if (readings.length === 0) return []
    return [
      {
        textOffset: match.index,
        length: whole.length,
        isPercent: percent !== undefined,
        isBare: grouped === undefined && !/[.,]/.test(digits) && percent === undefined && scale === undefined,
        readings,
      },
    ]
  })
}
