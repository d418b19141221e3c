const STEP = 1024
const UNITS = ['byte', 'kilobyte', 'megabyte'] as const

/** A file's size in the reader's locale: 812 bytes, 14 kB, 2.4 MB. */
export function formatSize(bytes: number): string {
  const at = bytes < STEP ? 0 : bytes < STEP * STEP ? 1 : 2
  const value = bytes / STEP ** at
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: UNITS[at] ?? 'byte',
    unitDisplay: at === 0 ? 'long' : 'short',
    maximumFractionDigits: at === 2 ? 1 : 0,
  }).format(value)
}
