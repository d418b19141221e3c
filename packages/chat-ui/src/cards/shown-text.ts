/**
 * Control characters but tabs and line breaks, those that turn the direction of what follows, and tag characters, which carry words
 * nobody sees.
 */
const UNSEEN = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/gu

/** Words of a stranger or a model as they may be shown: what would hide or reorder them is marked in its place. */
export function shownText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNSEEN, '\u{fffd}')
}

/** The same, at most `length` characters. */
export function shortText(text: string, length: number): string {
  const shown = shownText(text)
  return shown.length > length ? `${shown.slice(0, length - 1)}…` : shown
}
