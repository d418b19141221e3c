export { checkView } from './check-view.ts'
export { resolveView } from './resolve-view.ts'
export { listView, unlistView } from './store-view.ts'
