import { MongoServerFailure } from '../errors.ts'

/** RFC 3454, table C.1.2: spaces beside ASCII's, which become one. */
const OTHER_SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/gu
/** RFC 3454, table B.1: characters that vanish. */
const VANISHING = /\u00ad|\u034f|\u1806|[\u180b-\u180d]|[\u200c\u200d]|\u2060|[\ufe00-\ufe0f]|\ufeff/gu
/** RFC 4013, 2.3: control, private, surrogate, replacement and non-character code points. */
const PROHIBITED = /[\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}\u200e\u200f\u2028-\u202e\u206a-\u206f\ufff9-\ufffd]/u

/** A password as every SCRAM-SHA-256 client hashes it: SASLprep (RFC 4013) without its rule for mixed directions. */
export function preparePassword(password: string): string {
  const prepared = password.replace(OTHER_SPACES, ' ').replace(VANISHING, '').normalize('NFKC')
  if (PROHIBITED.test(prepared))
    throw new MongoServerFailure('BadValue', 'the password has a character that SASLprep (RFC 4013) prohibits')
  return prepared
}
