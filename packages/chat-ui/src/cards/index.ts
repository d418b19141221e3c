export * from './connect-card.tsx'
export type * from './connect-stage.ts'
export * from './error-card.tsx'
export * from './platform-mark.tsx'
