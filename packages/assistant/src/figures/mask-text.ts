const MONTH_LOCALES = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'sv', 'pl']

function monthNames(): string[] {
  const names = MONTH_LOCALES.flatMap((locale) =>
    (['long', 'short'] as const).flatMap((month) => {
      const format = new Intl.DateTimeFormat(locale, { month, timeZone: 'UTC' })
      return Array.from({ length: 12 }, (_, index) => format.format(Date.UTC(2026, index, 15)).replace(/\.$/, ''))
    }),
  )
  return [...new Set([...names, 'Sept'])]
    .filter((name) => /^\p{L}{3,}$/u.test(name))
    .sort((a, b) => b.length - a.length)
}

const MONTH = `(?:${monthNames().join('|')})\\.?(?!\\p{L})`
const DAY = '\\d{1,2}(?:st|nd|rd|th|er|º|\\.)?'
const SPAN = `${DAY}(?:\\s?(?:[-–—]|to|bis|au|al|a|until|and)\\s?${DAY})?`
const YEAR = '(?:19|20)\\d{2}'

/** What has digits and is no figure: places in code and links, dates and times, lists, formulas and names. In the order they are taken out. */
const NO_FIGURES: readonly RegExp[] = [
  /```[\s\S]*?(?:```|$)|`[^`\n]*`/g,
  /\bhttps?:\/\/\S+|\bwww\.\S+/gi,
  /\b\d{4}-\d{2}(?:-\d{2})?(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?\b/g,
  /\b\d{1,2}\.\s?\d{1,2}\.(?:\s?(?:19|20)?\d{2}\b)?/g,
  /\b\d{1,2}\/\d{1,2}\/(?:19|20)?\d{2}\b|\b(?:19|20)\d{2}\/\d{1,2}\/\d{1,2}\b/g,
  new RegExp(`(?<![\\p{L}\\d.,])${SPAN}(?:\\s(?:de|of))?\\s${MONTH}(?:\\s(?:de\\s)?${YEAR})?`, 'giu'),
  new RegExp(`(?<!\\p{L})${MONTH}\\s${SPAN}(?![\\d.,]*\\d)(?:,?\\s${YEAR})?`, 'giu'),
  new RegExp(`(?<!\\p{L})${MONTH}\\s${YEAR}\\b`, 'giu'),
  /(?<![\d.,])\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]\.?m\b\.?/gi,
  /^[ \t>]*(?:#{1,6}[ \t]*)?(?:\*\*)?\d{1,3}[.)](?=[ \t]|\*\*|$)/gm,
  /^[ \t]*\|[ \t]*\d{1,3}[ \t]*(?=\|)/gm,
  /[×*][ \t]?(?:100|1[,.]?000)\b(?![.,]?\d|\s?%)/g,
  /(?<![\d.,])\d{1,3}(?:st|nd|rd|th)\b/gi,
  /\b(?:step|day|week|phase|part|option|version|chapter|question|no\.|number|nr\.|schritt|tag|woche|teil|étape|paso)\s\d{1,3}\b(?![.,]?\d|\s?%)/gi,
  /(?<![\d.,])\d{1,4}(?:\s?[-–]\s?\d{1,4})?[-\s\u00a0]?(?:days?|weeks?|months?|quarters?|years?|tage?n?|wochen?|monate?n?|jahre?n?|jours?|semaines?|mois|días?|semanas?|meses)\b/gi,
  /#\d+\b/g,
  /(?<![\p{L}_])[\p{L}_]+\d[\p{L}\d_]*/gu,
]

/** The text with everything that is no figure blanked out; every offset stays. */
export function maskText(text: string): string {
  return NO_FIGURES.reduce((rest, pattern) => rest.replace(pattern, (found) => ' '.repeat(found.length)), text)
}
