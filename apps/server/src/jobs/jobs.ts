import type { Job } from '@parley/services'

/** Everything the server does by itself, again and again. */
export const JOBS: readonly Job[] = []
