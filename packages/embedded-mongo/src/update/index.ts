export { compileUpdate, type Update } from './compile-update.ts'
export { upsertDocument } from './upsert-document.ts'
