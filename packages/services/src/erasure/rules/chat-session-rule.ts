import type { EraseRule } from './erase-rule.ts'

export const chatSessionRule: EraseRule = {
  collection: 'chatsessions',
  personPaths: ['userId', 'visitorId'],
  ofPerson: ({ userId }) => ({ userId }),
}
