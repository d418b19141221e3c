/** A filter for a part of a text, in any case; what the person typed is text and no pattern. */
export function containsText(text: string) {
  return { $regex: text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), $options: 'i' }
}
