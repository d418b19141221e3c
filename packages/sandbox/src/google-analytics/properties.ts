export interface SandboxProperty {
  id: string
  displayName: string
  accountId: string
  accountName: string
  currencyCode: string
  timeZone: string
  /** Who may see it: ids of sandbox people. */
  readers: readonly string[]
  /** First day with data. */
  since: string
  sessionsPerDay: number
  /** In the currency's smallest unit. */
  averageOrder: number
  /** 1 where the currency has no smaller unit, else 100. */
  minorUnits: 1 | 100
  /** Day of the year when it is busiest, and by how much. */
  season: { peakDay: number; strength: number }
  countries: readonly (readonly [string, number])[]
  landingPages: readonly (readonly [string, number])[]
}

export const SANDBOX_PROPERTIES: readonly SandboxProperty[] = [
  {
    id: '401000001',
    displayName: 'Nordlicht Bikes',
    accountId: '701001',
    accountName: 'Sandbox Retail',
    currencyCode: 'EUR',
    timeZone: 'Europe/Berlin',
    readers: ['sandbox-anna'],
    since: '2024-01-01',
    sessionsPerDay: 240,
    averageOrder: 18_900,
    minorUnits: 100,
    season: { peakDay: 150, strength: 0.35 },
    countries: [
      ['Germany', 58],
      ['Austria', 14],
      ['Switzerland', 11],
      ['Netherlands', 9],
      ['France', 5],
      ['Poland', 3],
    ],
    landingPages: [
      ['/', 30],
      ['/bikes/city', 18],
      ['/bikes/gravel', 14],
      ['/bikes/kids', 9],
      ['/sale', 12],
      ['/guide/frame-size', 11],
      ['/contact', 6],
    ],
  },
  {
    id: '401000002',
    displayName: 'Harbor Coffee',
    accountId: '701001',
    accountName: 'Sandbox Retail',
    currencyCode: 'USD',
    timeZone: 'America/Los_Angeles',
    readers: ['sandbox-anna'],
    since: '2024-06-01',
    sessionsPerDay: 160,
    averageOrder: 4_200,
    minorUnits: 100,
    season: { peakDay: 340, strength: 0.25 },
    countries: [
      ['United States', 82],
      ['Canada', 12],
      ['Mexico', 4],
      ['United Kingdom', 2],
    ],
    landingPages: [
      ['/', 36],
      ['/coffee/single-origin', 20],
      ['/coffee/decaf', 8],
      ['/subscribe', 16],
      ['/brew-guide', 14],
      ['/stores', 6],
    ],
  },
  {
    id: '401000003',
    displayName: 'Sakura Tea',
    accountId: '701002',
    accountName: 'Sandbox Tea',
    currencyCode: 'JPY',
    timeZone: 'Asia/Tokyo',
    readers: ['sandbox-kenji'],
    since: '2025-01-01',
    sessionsPerDay: 120,
    averageOrder: 5_400,
    minorUnits: 1,
    season: { peakDay: 95, strength: 0.4 },
    countries: [
      ['Japan', 88],
      ['Taiwan', 6],
      ['South Korea', 4],
      ['Singapore', 2],
    ],
    landingPages: [
      ['/', 34],
      ['/tea/sencha', 22],
      ['/tea/matcha', 24],
      ['/gifts', 14],
      ['/about', 6],
    ],
  },
]
