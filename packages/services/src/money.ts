/** US dollars at the API from the micro-dollars that are stored. */
export function usdFromMicros(micros: number): number {
  return micros / 1_000_000
}

/** Null stays null: the price is not known. */
export function usdOrNull(micros: number | null | undefined): number | null {
  return micros == null ? null : usdFromMicros(micros)
}
