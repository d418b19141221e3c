import type { Job } from '../jobs/job.ts'
import { runNextTickets } from './run-next-tickets.ts'

export const ticketsJob: Job = { name: 'tickets.run', everyMs: 5000, run: runNextTickets }
