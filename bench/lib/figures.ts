/** The value below which `share` (0–1) of the numbers lie. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))
  return sorted[index] ?? Number.NaN
}

/** Runs `work` one after another, `rounds` times after `warmUp` uncounted ones; the milliseconds of each. */
export async function timeEach(
  rounds: number,
  warmUp: number,
  work: (round: number) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = []
  for (let round = -warmUp; round < rounds; round++) {
    const start = performance.now()
    await work(round)
    if (round >= 0) times.push(performance.now() - start)
  }
  return times
}

/** Calls per second of `work` kept `width` wide for `rounds` calls. */
export async function ratePerSecond(
  rounds: number,
  width: number,
  work: (round: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const start = performance.now()
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < rounds) await work(next++)
    }),
  )
  return (rounds * 1000) / (performance.now() - start)
}

export function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`
}

/** One line of a bench: what, the figure, and what it was aimed at. */
export function printFigure(name: string, figure: string, aim = ''): void {
  console.log(`${name.padEnd(58)} ${figure.padStart(14)}${aim ? `   ${aim}` : ''}`)
}
