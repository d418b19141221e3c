import type { Report } from '@parley/contracts'
import Papa from 'papaparse'

/** Excel reads UTF-8 only when told so. */
const BYTE_ORDER_MARK = '\uFEFF'

/**
 * The rows as CSV (RFC 4180), figures unformatted so that they can be worked with: ratios as 0.25, money in the currency its heading
 * names. Texts that a spreadsheet would run as a formula are made texts.
 */
export function reportCsv({ columns, rows, provenance }: Report): string {
  const fields = columns.map(({ label, unit }) =>
    unit === 'currency' && provenance.currency ? `${label} (${provenance.currency})` : label,
  )
  return BYTE_ORDER_MARK + Papa.unparse({ fields, data: rows }, { escapeFormulae: true })
}

/** "google-analytics_nordlicht-bikes_2026-11-09_2026-11-15", without an ending. */
export function reportFileName({ provenance: { platform, accountName, dateRange } }: Report): string {
  const plain = (text: string) =>
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(/[^a-zA-Z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .toLowerCase()
  return [plain(platform), plain(accountName), dateRange.from, dateRange.to].filter(Boolean).join('_')
}
