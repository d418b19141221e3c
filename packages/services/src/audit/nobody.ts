import { ERASED_PERSON_ID } from '../erasure/erased-person.ts'

/** Who changed what nobody signed in changed: a name like an erased person's, that is nobody's. */
export const NOBODY = ERASED_PERSON_ID.toHexString()
