/** Runs the thread from source: a thread begins with a file that node itself can run. */
import { register } from 'tsx/esm/api'

register()
await import('./schema-thread.ts')
