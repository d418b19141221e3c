import type { MigrationSteps } from './migration.ts'

/** Turns of the first version have no parts: every turn has them now, as an unfinished one is laid over its message with them. */
export const asLanded: MigrationSteps = {
  up: [
    {
      collection: 'turns',
      filter: { parts: { $exists: false } },
      change: () => ({ $set: { parts: [] } }),
    },
  ],
  down: [
    {
      collection: 'turns',
      filter: { parts: { $size: 0 } },
      change: () => ({ $unset: { parts: '' } }),
    },
  ],
}
