const SMALL_WORDS = new Set(
  `a about all am an and any are as at be been by can could did do does for from get give had has have help hey hi hello how i if in into is it its
  know like list make me mine my need of on or our please show so some tell than thank thanks that the their them then there these they this to up us
  was we were what when where which who why will with would write you your`.split(/\s+/),
)

/** The words of a text that carry its meaning, in order, each once. */
export function keyWords(text: string, limit: number): string[] {
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}'’&+-]*/gu) ?? []
  const seen = new Set<string>()
  for (const word of words) {
    if (seen.size === limit) break
    if (!SMALL_WORDS.has(word.toLowerCase())) seen.add(word)
  }
  return [...seen]
}

/** What the text is about, in its own words: what follows "for", "about" or "on". Null when it does not say. */
export function topicOf(text: string): string | null {
  const after = /\b(?:about|for|on|regarding|promoting|announcing)\s+(?:my |our |the |an? )?([^.?!,;:\n]{3,80})/gi
  for (const match of text.matchAll(after)) {
    const topic = match[1]?.replace(/\s(?:on|in|to|with|using|via|from|over)\s.*$/i, '').trim()
    if (topic && !/^\d+[\s-]*(?:days?|weeks?|months?)$/i.test(topic)) return topic
  }
  return null
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Text from elsewhere inside Markdown: on one line, its marks not read as marks. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#!~]/g, '\\$&')
}
