import { SNOWBALL_LANGUAGES } from './snowball-languages.ts'
import { stemEnglish } from './stem-english.ts'
import { ENGLISH_STOP_WORDS } from './stop-words-english.ts'

/** What text search knows of a language. */
export interface Language {
  /** As MongoDB names it in an index's options. */
  readonly name: string
  readonly stopWords: ReadonlySet<string>
  stem(word: string): string
  toLowerCase(text: string): string
  /** In English an apostrophe is part of a word. */
  readonly keepsApostrophes: boolean
}

const toLowerCase = (text: string): string => text.toLowerCase()

export const ENGLISH: Language = {
  name: 'english',
  stopWords: ENGLISH_STOP_WORDS,
  stem: stemEnglish,
  toLowerCase,
  keepsApostrophes: true,
}

/** Neither stop words nor stems. */
const NONE: Language = {
  name: 'none',
  stopWords: new Set(),
  stem: (word) => word,
  toLowerCase,
  keepsApostrophes: false,
}

const LANGUAGES: ReadonlyMap<string, Language> = new Map([
  ['english', ENGLISH],
  ['en', ENGLISH],
  ['none', NONE],
  ...SNOWBALL_LANGUAGES.flatMap(({ name, code, stem, stopWords }): [string, Language][] => {
    const language: Language = {
      name,
      stopWords: new Set(stopWords),
      stem,
      toLowerCase: code === 'tr' ? (text) => text.toLocaleLowerCase('tr') : toLowerCase,
      keepsApostrophes: false,
    }
    return [
      [name, language],
      [code, language],
    ]
  }),
])

/** Undefined: not a language of text search. Its name or ISO 639-1 code, in any case. */
export const findLanguage = (name: string): Language | undefined => LANGUAGES.get(name.toLowerCase())
