/** A run of up to four letters or digits, or one other character, each with the white space before it; what is left at the end is its own. */
const TOKEN = /\s*(?:[\p{L}\p{N}]{1,4}|[^\s\p{L}\p{N}])|\s+$/gu

/** The text in the pieces it is streamed and counted in. Joined they are the text again. */
export function splitTokens(text: string): string[] {
  return text.match(TOKEN) ?? []
}

/** The sandbox's plain token count: the number of pieces. */
export function countTokens(text: string): number {
  return splitTokens(text).length
}
