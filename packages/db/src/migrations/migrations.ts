import { asLanded } from './0001-as-landed.ts'
import { assistantConnects } from './0002-assistant-connects.ts'
import type { Migration } from './migration.ts'

/** Every migration there is, in order; docs/data-model.md has an entry for each. A test says what the checksum of a new file is. */
export const migrations: readonly Migration[] = [
  {
    name: '0001-as-landed',
    isBreaking: false,
    checksum: '641051bc0ff0639265b3f7f39dc1dda3b0d5a402f00f1a362f69fd12f983c18d',
    ...asLanded,
  },
  {
    name: '0002-assistant-connects',
    isBreaking: false,
    checksum: 'ec43c818de556e36b705296ca82b4163d871a19bcbaf9b93d8650ea563ac5252',
    ...assistantConnects,
  },
]
