/** Words the algorithm names itself, with their stems. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    skis: 'ski',
    skies: 'sky',
    dying: 'die',
    lying: 'lie',
    tying: 'tie',
    idly: 'idl',
    gently: 'gentl',
    ugly: 'ugli',
    early: 'earli',
    only: 'onli',
    singly: 'singl',
    sky: 'sky',
    news: 'news',
    howe: 'howe',
    atlas: 'atlas',
    cosmos: 'cosmos',
    bias: 'bias',
    andes: 'andes',
  }),
)
const FINISHED_EARLY = new Set(['inning', 'outing', 'canning', 'herring', 'earring', 'proceed', 'exceed', 'succeed'])

type Replacement = readonly [suffix: string, by: string]

const longestFirst = (replacements: readonly Replacement[]): readonly Replacement[] =>
  [...replacements].sort(([a], [b]) => b.length - a.length)

const STEP_2 = longestFirst([
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['abli', 'able'],
  ['entli', 'ent'],
  ['izer', 'ize'],
  ['ization', 'ize'],
  ['ational', 'ate'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['alli', 'al'],
  ['fulness', 'ful'],
  ['ousli', 'ous'],
  ['ousness', 'ous'],
  ['iveness', 'ive'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['bli', 'ble'],
  ['ogi', 'og'],
  ['fulli', 'ful'],
  ['lessli', 'less'],
  ['li', ''],
])
const STEP_3 = longestFirst([
  ['tional', 'tion'],
  ['ational', 'ate'],
  ['alize', 'al'],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
  ['ative', ''],
])
const STEP_4 = longestFirst(
  'al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize ion'
    .split(' ')
    .map((suffix): Replacement => [suffix, '']),
)

/**
 * The stem of a lower-case English word, by the Porter2 algorithm
 * (https://snowballstem.org/algorithms/english/stemmer.html). A consonant y is written Y on the way.
 */
export function stemEnglish(word: string): string {
  if (word.length <= 2) return word
  const exception = EXCEPTIONS.get(word)
  if (exception !== undefined) return exception
  const marked = word
    .replace(/^'/, '')
    .replace(/^y/, 'Y')
    .replace(/([aeiouy])y/g, '$1Y')
  const r1 = startOfR1(marked)
  const r2 = regionAfter(marked, r1)
  let stem = withoutPlural(marked.replace(/'s'$|'s$|'$/, ''))
  if (FINISHED_EARLY.has(stem)) return stem
  stem = withoutPast(stem, r1).replace(/(.[^aeiouy])[yY]$/, '$1i')
  stem = replaceSuffix(stem, STEP_2, (suffix, rest) => {
    if (rest.length < r1) return false
    if (suffix === 'ogi') return rest.endsWith('l')
    return suffix !== 'li' || /[cdeghkmnrt]$/.test(rest)
  })
  stem = replaceSuffix(stem, STEP_3, (suffix, rest) => rest.length >= (suffix === 'ative' ? Math.max(r1, r2) : r1))
  stem = replaceSuffix(stem, STEP_4, (suffix, rest) => rest.length >= r2 && (suffix !== 'ion' || /[st]$/.test(rest)))
  return withoutFinal(stem, r1, r2).replaceAll('Y', 'y')
}

/** Applies the longest suffix there is, if it is allowed; no shorter one is tried. */
function replaceSuffix(
  stem: string,
  replacements: readonly Replacement[],
  isAllowed: (suffix: string, rest: string) => boolean,
): string {
  for (const [suffix, by] of replacements) {
    if (!stem.endsWith(suffix)) continue
    const rest = stem.slice(0, -suffix.length)
    return isAllowed(suffix, rest) ? rest + by : stem
  }
  return stem
}

/** Where the part after the first consonant that follows a vowel begins. */
function regionAfter(word: string, from: number): number {
  const at = word.slice(from).search(/[aeiouy][^aeiouy]/)
  return at < 0 ? word.length : from + at + 2
}

function startOfR1(word: string): number {
  const prefix = /^(?:gener|commun|arsen)/.exec(word)?.[0]
  return prefix === undefined ? regionAfter(word, 0) : prefix.length
}

function withoutPlural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2)
  if (/ie[ds]$/.test(word)) return word.length > 4 ? word.slice(0, -2) : word.slice(0, -1)
  if (/(?:us|ss)$/.test(word)) return word
  return /[aeiouy].+s$/.test(word) ? word.slice(0, -1) : word
}

function withoutPast(word: string, r1: number): string {
  const ending = /(?:eedly|ingly|edly|eed|ing|ed)$/.exec(word)?.[0]
  if (ending === undefined) return word
  const rest = word.slice(0, -ending.length)
  if (ending.startsWith('eed')) return rest.length >= r1 ? `${rest}ee` : word
  if (!/[aeiouy]/.test(rest)) return word
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(rest)) return rest.slice(0, -1)
  return rest.length <= r1 && endsInShortSyllable(rest) ? `${rest}e` : rest
}

function withoutFinal(word: string, r1: number, r2: number): string {
  const rest = word.slice(0, -1)
  if (word.endsWith('e')) return rest.length >= r2 || (rest.length >= r1 && !endsInShortSyllable(rest)) ? rest : word
  return word.endsWith('ll') && rest.length >= r2 ? rest : word
}

const endsInShortSyllable = (word: string): boolean =>
  /(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy])$/.test(word)
