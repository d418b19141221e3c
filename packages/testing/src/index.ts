export * from './ask.ts'
export * from './create-tenant.ts'
export * from './start-test-world.ts'
export * from './test-log.ts'
