const MARKS = /\p{Mn}/gu
const BEYOND_ASCII = /[\u0080-\uffff]/

/** Whether text is compared as written. */
export interface Sensitivity {
  readonly caseSensitive: boolean
  readonly diacriticSensitive: boolean
}

export const INSENSITIVE: Sensitivity = { caseSensitive: false, diacriticSensitive: false }

export const withoutDiacritics = (text: string): string =>
  BEYOND_ASCII.test(text) ? text.normalize('NFD').replace(MARKS, '') : text

/** Text in the form in which phrases are compared. */
export function foldText(text: string, { caseSensitive, diacriticSensitive }: Sensitivity): string {
  const cased = caseSensitive ? text : text.toLowerCase()
  return diacriticSensitive ? cased : withoutDiacritics(cased)
}
