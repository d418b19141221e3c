/** Null where there is no whole. */
export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
