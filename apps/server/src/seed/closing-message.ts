import { seedOrganizations } from '@parley/services'

/** Of everyone in the seed. It stands in docs/operations.md too, so it keeps nobody out. */
export const SEED_PASSWORD = 'try-brightwater'

type Counts = Readonly<Record<string, number>>

/** What was made, and what to do now. */
export function closingMessage(done: { added: Counts; kept: Counts; seconds: number; url: string }): string {
  const { added, kept, seconds, url } = done
  const made = Object.entries(added).filter(([, count]) => count > 0)
  const keptCount = total(kept)
  return [
    made.length === 0 ? 'Nothing was missing.' : `Made in ${seconds.toFixed(1)} s:`,
    ...made.map(([collection, count]) => `  ${count.toLocaleString('en-US').padStart(9)} ${collection}`),
    ...(keptCount > 0 ? [`${keptCount.toLocaleString('en-US')} records were already there and stay as they are.`] : []),
    '',
    `Next: pnpm start, open ${url}, and sign in with the password ${SEED_PASSWORD} as`,
    ...[...seedOrganizations(1)].map(
      ({ name, people }) => `  ${name.padEnd(20)} ${people.map(({ email, role }) => `${email} (${role})`).join(', ')}`,
    ),
    'Everyone can read this password: do not seed where strangers can sign in.',
    '',
  ].join('\n')
}

export function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
