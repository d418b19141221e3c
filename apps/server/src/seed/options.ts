import { parseArgs } from 'node:util'
import { z } from 'zod'

export const SEED_USAGE = `pnpm seed [--scale N] [--beside-others]
  --scale N         N companies (1–1000) and, from 2, one organization with 20,000 conversations
  --beside-others   also into a database that holds other organizations; nothing of theirs is changed`

const seedOptions = z.object({
  scale: z.coerce.number().int().min(1).max(1000).default(1),
  'beside-others': z.boolean().default(false),
})

export type SeedArguments = { scale: number; besideOthers: boolean }

/** What the command line asks for; null when it cannot be understood. */
export function readSeedArguments(args: readonly string[]): SeedArguments | null {
  try {
    const options = { scale: { type: 'string' }, 'beside-others': { type: 'boolean' } } as const
    const { values } = parseArgs({ args: args.filter((arg) => arg !== '--'), options })
    const parsed = seedOptions.safeParse(values)
    return parsed.success ? { scale: parsed.data.scale, besideOthers: parsed.data['beside-others'] } : null
  } catch {
    return null
  }
}
