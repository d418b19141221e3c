import type { Report } from '@parley/contracts'

/** A small report of a few days, to change in tests. */
export function testReport(changes: Partial<Report> = {}, provenance: Partial<Report['provenance']> = {}): Report {
  return {
    columns: [
      { name: 'date', label: 'Date', kind: 'dimension', unit: 'date' },
      { name: 'sessions', label: 'Sessions', kind: 'metric', unit: 'count' },
      { name: 'totalRevenue', label: 'Total revenue', kind: 'metric', unit: 'currency' },
    ],
    rows: [
      ['2026-11-09', 120, 10.5],
      ['2026-11-10', 80, 0],
    ],
    rowCount: 2,
    totals: { sessions: 200, totalRevenue: 10.5 },
    provenance: {
      platform: 'google_analytics',
      accountId: '1',
      accountName: 'Nordlicht Bikes',
      dateRange: { from: '2026-11-09', to: '2026-11-10' },
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      fetchedAt: '2026-11-21T10:00:00.000Z',
      isSampled: false,
      isSandbox: true,
      ...provenance,
    },
    ...changes,
  }
}
