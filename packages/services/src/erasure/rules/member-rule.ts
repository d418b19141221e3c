import type { EraseRule } from './erase-rule.ts'

export const memberRule: EraseRule = {
  collection: 'members',
  personPaths: ['userId'],
  ofPerson: ({ userId }) => ({ userId }),
}
