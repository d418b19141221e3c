import { objectId } from '../object-id.ts'

/** Who did what an erased person did, where someone has to be named. */
export const ERASED_PERSON_ID = objectId('000000000000000000000000')

/** What stands where a text named an erased person. */
export const ERASED_TEXT = '[erased]'
