export const TICKET_STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const
