/**
 * Where an encrypted value lives. It is part of what is authenticated, so a value copied to another record, person, platform or
 * field does not open there. `userId` and `platform` are '' where the record has none.
 */
export interface FieldAddress {
  model: string
  recordId: string
  userId: string
  platform: string
  field: string
}
