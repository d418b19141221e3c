/** US dollars at the API from the micro-dollars that are stored. */
export function usdFromMicros(micros: number): number {
  return micros / 1_000_000
}
