/** The Retry-After header (RFC 9110, 10.2.3), seconds or a date, in milliseconds from now; null where it is missing or no such thing. */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null) return null
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}
