/** Whether a name in a path may stand for a place in an array: digits without leading zeros. */
export function isPosition(name: string): boolean {
  return /^(0|[1-9]\d*)$/.test(name)
}
