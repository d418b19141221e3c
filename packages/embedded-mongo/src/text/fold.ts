const MARKS = /\p{Mn}/gu
/** What taking marks off may change: not ASCII, nor Latin-1's signs, punctuation and currencies, technical signs to arrows, emoji. */
const MAY_HAVE_MARKS = /[^\p{ASCII}\u0080-\u00bf\u2002-\u20cf\u232b-\u2adb\u{1f000}-\u{1fbff}]/u

/** Whether text is compared as written. */
export interface Sensitivity {
  readonly caseSensitive: boolean
  readonly diacriticSensitive: boolean
}

export const INSENSITIVE: Sensitivity = { caseSensitive: false, diacriticSensitive: false }

export const withoutDiacritics = (text: string): string =>
  MAY_HAVE_MARKS.test(text) ? text.normalize('NFD').replace(MARKS, '') : text

/** Text in the form in which phrases are compared. */
export function foldText(text: string, { caseSensitive, diacriticSensitive }: Sensitivity): string {
  const cased = caseSensitive ? text : text.toLowerCase()
  return diacriticSensitive ? cased : withoutDiacritics(cased)
}
