import { givenNumbers } from './known-figures.ts'

/** The numbers of a file, and of a table in it how many rows and columns it has and what these add up to and are on average. */
export function fileFigures(text: string): number[] {
  const [head = '', ...rows] = text.trimEnd().split(/\r?\n/)
  const separator = ['\t', ';', ','].find((sign) => head.includes(sign))
  const cells = separator === undefined ? [] : rows.map((row) => row.split(separator).map(readCell))
  const columns =
    separator === undefined ? [] : head.split(separator).map((_, at) => cells.flatMap((row) => row[at] ?? []))
  // Each cell for itself: "120,10" beside each other is no number.
  const cellTexts = separator === undefined ? '' : text.replaceAll(separator, '\n')
  const size = [rows.length, columns.length]
  return [...givenNumbers(text), ...givenNumbers(cellTexts), ...size, ...columns.flatMap(summed)]
}

function readCell(cell: string): number[] {
  const value = Number(cell.replace(/^\s*"|"\s*$/g, '') || Number.NaN)
  return Number.isFinite(value) ? [value] : []
}

function summed(values: readonly number[]): number[] {
  if (values.length === 0) return []
  const sum = values.reduce((all, value) => all + value, 0)
  return [sum, sum / values.length]
}
