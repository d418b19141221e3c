import { type Features, featuresContract } from '@parley/contracts'
import type { UserRecord } from '@parley/db'

/** A person's flags by name; a lean Map is a plain object. What is stored and no flag is left out. */
export function featuresFromRecord(stored: UserRecord['features']): Features {
  const flags = Object.entries(stored ?? {}).flatMap(([name, value]) => {
    const flag = featuresContract.safeParse({ [name]: value })
    return flag.success ? [flag.data] : []
  })
  return Object.assign({}, ...flags)
}
