import type { EraseRule } from './erase-rule.ts'

export const oauthAttemptRule: EraseRule = {
  collection: 'oauthattempts',
  personPaths: ['userId'],
  ofPerson: ({ userId }) => ({ userId }),
  notExported: ['stateHash', 'codeVerifier'],
}
