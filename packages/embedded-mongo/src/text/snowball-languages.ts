import { stemmer as danish } from '@orama/stemmers/danish'
import { stemmer as dutch } from '@orama/stemmers/dutch'
import { stemmer as finnish } from '@orama/stemmers/finnish'
import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as hungarian } from '@orama/stemmers/hungarian'
import { stemmer as italian } from '@orama/stemmers/italian'
import { stemmer as norwegian } from '@orama/stemmers/norwegian'
import { stemmer as portuguese } from '@orama/stemmers/portuguese'
import { stemmer as romanian } from '@orama/stemmers/romanian'
import { stemmer as russian } from '@orama/stemmers/russian'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { stemmer as swedish } from '@orama/stemmers/swedish'
import { stemmer as turkish } from '@orama/stemmers/turkish'
import { stopwords as danishStopWords } from '@orama/stopwords/danish'
import { stopwords as dutchStopWords } from '@orama/stopwords/dutch'
import { stopwords as finnishStopWords } from '@orama/stopwords/finnish'
import { stopwords as frenchStopWords } from '@orama/stopwords/french'
import { stopwords as germanStopWords } from '@orama/stopwords/german'
import { stopwords as hungarianStopWords } from '@orama/stopwords/hungarian'
import { stopwords as italianStopWords } from '@orama/stopwords/italian'
import { stopwords as norwegianStopWords } from '@orama/stopwords/norwegian'
import { stopwords as portugueseStopWords } from '@orama/stopwords/portuguese'
import { stopwords as romanianStopWords } from '@orama/stopwords/romanian'
import { stopwords as russianStopWords } from '@orama/stopwords/russian'
import { stopwords as spanishStopWords } from '@orama/stopwords/spanish'
import { stopwords as swedishStopWords } from '@orama/stopwords/swedish'
import { stopwords as turkishStopWords } from '@orama/stopwords/turkish'

interface SnowballLanguage {
  readonly name: string
  /** ISO 639-1. */
  readonly code: string
  stem(word: string): string
  readonly stopWords: readonly string[]
}

/**
 * MongoDB's languages but English (https://www.mongodb.com/docs/manual/reference/text-search-languages/), by the algorithms of the
 * Snowball project (2.2). An index holds stems: another algorithm would be another index format.
 */
export const SNOWBALL_LANGUAGES: readonly SnowballLanguage[] = [
  { name: 'danish', code: 'da', stem: danish, stopWords: danishStopWords },
  { name: 'dutch', code: 'nl', stem: dutch, stopWords: dutchStopWords },
  { name: 'finnish', code: 'fi', stem: finnish, stopWords: finnishStopWords },
  { name: 'french', code: 'fr', stem: french, stopWords: frenchStopWords },
  { name: 'german', code: 'de', stem: german, stopWords: germanStopWords },
  { name: 'hungarian', code: 'hu', stem: hungarian, stopWords: hungarianStopWords },
  { name: 'italian', code: 'it', stem: italian, stopWords: italianStopWords },
  { name: 'norwegian', code: 'nb', stem: norwegian, stopWords: norwegianStopWords },
  { name: 'portuguese', code: 'pt', stem: portuguese, stopWords: portugueseStopWords },
  { name: 'romanian', code: 'ro', stem: romanian, stopWords: romanianStopWords },
  { name: 'russian', code: 'ru', stem: russian, stopWords: russianStopWords },
  { name: 'spanish', code: 'es', stem: spanish, stopWords: spanishStopWords },
  { name: 'swedish', code: 'sv', stem: swedish, stopWords: swedishStopWords },
  { name: 'turkish', code: 'tr', stem: turkish, stopWords: turkishStopWords },
]
