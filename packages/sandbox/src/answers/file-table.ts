import type { AttachedFile } from '../attached-files.ts'
import { plain } from './words.ts'

const ROWS = 5

export interface Table {
  header: string[]
  rows: string[][]
}

/** A file as a table, by the separator in its first line; null where it is none. */
export function readTable({ type, text }: Pick<AttachedFile, 'type' | 'text'>): Table | null {
  if (type !== 'text/csv') return null
  const [first = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const separator = ['\t', ';', ','].find((sign) => first.includes(sign)) ?? ','
  return { header: cells(first, separator), rows: lines.map((line) => cells(line, separator)) }
}

/** The cells of a line; one in quotes may hold the separator, and a quote written twice (RFC 4180). */
function cells(line: string, separator: string): string[] {
  const cell = new RegExp(`${separator}(?:"((?:[^"]|"")*)"|([^${separator}]*))`, 'g')
  return [...`${separator}${line}`.matchAll(cell)].map(([, quoted, bare = '']) =>
    (quoted?.replaceAll('""', '"') ?? bare).trim(),
  )
}

/** Its size, its first rows, and the sum of every column that is all numbers. */
export function describeTable(name: string, { header, rows }: Table): string {
  const size = `${name} has ${count(rows.length, 'row')} and ${count(header.length, 'column')}: ${header.map(plain).join(', ')}.`
  const line = (row: readonly string[]) => `| ${header.map((_, at) => plain(row[at] ?? '')).join(' | ')} |`
  const more = rows.length > ROWS ? `\n\nThese are its first ${ROWS} rows.` : ''
  const table = [line(header), `|${header.map(() => '---|').join('')}`, ...rows.slice(0, ROWS).map(line)].join('\n')
  const sums = header.flatMap((label, at) => sumOf(label, rows, at))
  const added = sums.length > 0 ? `\n\nAdded up:\n\n${sums.join('\n')}` : ''
  return `${size}\n\n${table}${more}${added}`
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`
}

function sumOf(label: string, rows: readonly string[][], at: number): string[] {
  const values = rows.map((row) => row[at] ?? '')
  if (values.length === 0 || !values.every((value) => /^-?\d+(?:\.\d+)?$/.test(value))) return []
  const sum = values.reduce((all, value) => all + Number(value), 0)
  return [`- **${plain(label)}:** ${sum.toLocaleString('en-US', { maximumFractionDigits: 2 })}`]
}
