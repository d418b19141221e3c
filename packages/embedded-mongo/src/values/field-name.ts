/** Longer names are not kept. */
const KEPT_LENGTH = 32
const SLOTS = 1024

/** The last ASCII name of each hash: documents have the same few names again and again. */
const kept: (string | undefined)[] = new Array(SLOTS).fill(undefined)

/** The field name in buffer[start, end), as UTF-8: mostly a string that is there already instead of a new one. */
export function readFieldName(buffer: Buffer, start: number, end: number): string {
  const length = end - start
  if (length > KEPT_LENGTH) return buffer.toString('utf8', start, end)
  let hash = length
  for (let i = start; i < end; i += 1) hash = (Math.imul(hash, 31) + (buffer[i] ?? 0)) & (SLOTS - 1)
  const known = kept[hash]
  if (known !== undefined && isWritten(known, buffer, start, length)) return known
  const name = buffer.toString('utf8', start, end)
  if (name.length === length) kept[hash] = name
  return name
}

/** Where text has as many characters as bytes and each is its byte, it is ASCII. */
function isWritten(name: string, buffer: Buffer, start: number, length: number): boolean {
  if (name.length !== length) return false
  for (let i = 0; i < length; i += 1) if (name.charCodeAt(i) !== buffer[start + i]) return false
  return true
}
