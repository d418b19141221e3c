export type { ApiContext } from './api-context.ts'
export { toApiError } from './api-error.ts'
export { type AppRouter, appRouter } from './app-router.ts'
