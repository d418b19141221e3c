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
    for (const { secondary } of weights) bytes.push(secondary)
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
    else weights.push({ primary: FIRST_UNRANKED + (character.codePointAt(0) ?? 0), secondary: 1, tertiary: 1 })
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
  let previous = ''
  let weight: Weight = { primary: 0, secondary: 0, tertiary: 1 }
  for (const character of characters) {
    if (base.compare(previous, character) !== 0)
      weight = { primary: Math.max(weight.primary, 255) + 1, secondary: 1, tertiary: 1 }
    else if (accent.compare(previous, character) !== 0)
      weight = { ...weight, secondary: weight.secondary + 1, tertiary: 1 }
    else if (variant.compare(previous, character) !== 0) weight = { ...weight, tertiary: weight.tertiary + 1 }
    // What sorts like nothing at all (control characters) has no weight.
    table.set(character, weight.primary + weight.secondary > 0 ? [weight] : [])
    previous = character
  }
  for (const character of characters) {
    const letters = LIGATURES.find((candidate) => accentless(character) && base.compare(character, candidate) === 0)
    if (letters !== undefined) table.set(character, expand(letters, table))
  }
  return table
}

function accentless(character: string): boolean {
  return character.normalize('NFD') === character && character > '\x7f'
}

function expand(letters: string, table: Weights): Weight[] {
  return [...letters].flatMap((letter) => table.get(letter) ?? []).map((weight) => ({ ...weight, tertiary: 3 }))
}
