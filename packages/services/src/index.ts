export * from './actor.ts'
export type * from './context.ts'
export * from './errors.ts'
