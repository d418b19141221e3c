import { MongoServerFailure } from '../errors.ts'

/** Locales whose letters order one by one; those that order pairs of letters (Czech "ch", Danish "aa") are not here. */
const LOCALES = new Set(['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'fi', 'pl', 'ru', 'tr', 'ro', 'el', 'uk'])

/** The characters ranked: Latin, Greek, Cyrillic, punctuation, currency. Others follow by code point. */
const RANGES: readonly (readonly [number, number])[] = [
  [0x01, 0x52f],
  [0x1e00, 0x1fff],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x20a0, 0x20bf],
]

/** Pairs of letters some single letters sort as, as far as the locale agrees. */
const LIGATURES = ['ss', 'ae', 'oe']

interface Weight {
  primary: number
  secondary: number
  tertiary: number
}

type Weights = Map<string, readonly Weight[]>

const FIRST_UNRANKED = 0x8000

/** Secondary weights: of a letter as such, from here on of marks, of other changes of a letter, and of being a ligature. */
const PLAIN = 0x100
const CHANGED = 0x1000
const LIGATURE = 0x2000

const TABLES = new Map<string, Weights>()

/**
 * A function from text to bytes that order as the Unicode collation of that locale does, at strength 1 (letters), 2 (accents
 * too) or 3 (case too). Weights are ranked once per locale with Intl.Collator.
 */
export function createSortKey(locale: string, strength: 1 | 2 | 3): (text: string) => Uint8Array {
  const tag = locale.replaceAll('_', '-')
  if (!LOCALES.has(tag.split('-')[0] ?? '') || Intl.Collator.supportedLocalesOf([tag]).length === 0) {
    throw new MongoServerFailure('BadValue', `Field 'locale' is invalid or not supported in: { locale: "${locale}" }`)
  }
  const table = TABLES.get(tag) ?? rankCharacters(tag)
  TABLES.set(tag, table)
  return (text) => sortKey(weightsOf(text, table), strength)
}

function sortKey(weights: readonly Weight[], strength: 1 | 2 | 3): Buffer {
  const bytes: number[] = []
  for (const { primary } of weights) {
    if (primary >= FIRST_UNRANKED) bytes.push(0xff, primary >> 16, (primary >> 8) & 255, primary & 255)
    else if (primary > 0) bytes.push(primary >> 8, primary & 255)
  }
  if (strength > 1) {
    bytes.push(0, 0)
    for (const { secondary } of weights) bytes.push(secondary >> 8, secondary & 255)
  }
  if (strength > 2) {
    bytes.push(0)
    for (const { tertiary } of weights) bytes.push(tertiary)
  }
  return Buffer.from(bytes)
}

function weightsOf(text: string, table: Weights): Weight[] {
  const weights: Weight[] = []
  for (const character of text.normalize('NFC')) {
    const known = table.get(character)
    if (known) weights.push(...known)
    else weights.push({ primary: FIRST_UNRANKED + (character.codePointAt(0) ?? 0), secondary: PLAIN, tertiary: 1 })
  }
  return weights
}

function rankCharacters(tag: string): Weights {
  const base = new Intl.Collator(tag, { sensitivity: 'base' })
  const accent = new Intl.Collator(tag, { sensitivity: 'accent' })
  const variant = new Intl.Collator(tag, { sensitivity: 'variant' })
  const characters = RANGES.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)),
  ).sort((a, b) => base.compare(a, b) || accent.compare(a, b) || variant.compare(a, b))
  const table: Weights = new Map()
  const place = { previous: '', primary: 0, secondary: PLAIN, tertiary: 1 }
  for (const character of characters) {
    if (base.compare(place.previous, character) !== 0) {
      Object.assign(place, { primary: Math.max(place.primary, 255) + 1, secondary: PLAIN, tertiary: 1 })
    } else if (accent.compare(place.previous, character) !== 0) {
      Object.assign(place, { secondary: place.secondary + 1, tertiary: 1 })
    } else if (variant.compare(place.previous, character) !== 0) place.tertiary += 1
    place.previous = character
    table.set(character, accent.compare('', character) === 0 ? [] : placed(place))
  }
  for (const character of characters) {
    const parts = [...character.normalize('NFD')]
    const [letter = '', ...marks] = parts
    const ligature = LIGATURES.find(
      (pair) => character > '\x7f' && marks.length === 0 && base.compare(character, pair) === 0,
    )
    if (ligature !== undefined) {
      const isUpper = character !== character.toLowerCase()
      table.set(character, joined(isUpper ? ligature.toUpperCase() : ligature, table))
    } else if (marks.length > 0 && base.compare(letter, character) === 0) {
      table.set(
        character,
        parts.flatMap((part) => table.get(part) ?? []),
      )
    }
  }
  return table
}

/** A mark weighs on the second level only; a letter that is another one changed weighs as that and the change. */
function placed({ primary, secondary, tertiary }: Weight): Weight[] {
  if (primary === 0 || secondary === PLAIN) return [{ primary, secondary, tertiary }]
  return [
    { primary, secondary: PLAIN, tertiary },
    { primary: 0, secondary: secondary + CHANGED, tertiary: 1 },
  ]
}

function joined(ligature: string, table: Weights): Weight[] {
  const [first = [], second = []] = [...ligature].map((letter) => table.get(letter))
  return [...first, { primary: 0, secondary: LIGATURE, tertiary: 1 }, ...second]
}
