export { compileUpdate, type Update, type UpdateOptions, type UpdateTarget } from './compile-update.ts'
export { upsertDocument } from './upsert-document.ts'
