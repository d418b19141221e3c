import type { Doc } from './values/types.ts'

/** MongoDB's error codes this server raises, by codeName (source: MongoDB's error_codes.yml, public documentation). */
export const ERROR_CODES = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  UserNotFound: 11,
  UnsupportedFormat: 12,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  ProtocolError: 17,
  AuthenticationFailed: 18,
  IllegalOperation: 20,
  InvalidBSON: 22,
  EmptyFieldName: 56,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  RoleNotFound: 31,
  PathNotViable: 28,
  CannotBackfillArray: 34,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NoMatchingDocument: 47,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  IndexAlreadyExists: 68,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  OperationFailed: 96,
  IndexKeySpecsConflict: 86,
  WriteConflict: 112,
  OperationNotSupportedInTransaction: 263,
  CommandNotSupported: 115,
  CommandNotSupportedOnView: 166,
  OptionNotSupportedOnView: 167,
  ViewDepthLimitExceeded: 165,
  GraphContainsCycle: 5,
  CannotConvertIndexToUnique: 359,
  ConversionFailure: 241,
  QueryFeatureNotAllowed: 224,
  TransactionTooOld: 225,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  NotImplemented: 238,
  DocumentValidationFailure: 121,
  ExceededMemoryLimit: 146,
  FailedToParse: 9,
  InterruptedAtShutdown: 11600,
  Interrupted: 11601,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
  NotWritablePrimary: 10107,
  KeyTooLong: 17280,
  BSONObjectTooLarge: 10334,
  CannotIndexParallelArrays: 171,
  LockTimeout: 24,
  InvalidIndexSpecificationOption: 197,
  ConflictingOperationInProgress: 117,
  QueryPlanKilled: 175,
  NoQueryExecutionPlans: 291,
  SnapshotUnavailable: 246,
  InvalidPipelineOperator: 168,
  InvalidResumeToken: 260,
  ClientDisconnect: 279,
  ChangeStreamFatalError: 280,
  ChangeStreamHistoryLost: 286,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  MechanismUnavailable: 334,
} as const

export type CodeName = keyof typeof ERROR_CODES

/**
 * A failure answered on the wire as `{ok: 0, code, codeName, errmsg}` or as one write error.
 * Codes MongoDB gives without a name ("Location…") are passed as a number.
 */
export class MongoServerFailure extends Error {
  readonly code: number
  readonly codeName: string
  readonly labels: readonly string[]
  /** Further fields of the answer, for example keyPattern and keyValue. */
  readonly extra: Doc | undefined

  constructor(
    code: CodeName | number,
    message: string,
    options: { labels?: readonly string[]; extra?: Doc; codeName?: string } = {},
  ) {
    super(message)
    this.name = 'MongoServerFailure'
    this.code = typeof code === 'number' ? code : ERROR_CODES[code]
    this.codeName = options.codeName ?? (typeof code === 'number' ? `Location${code}` : code)
    this.labels = options.labels ?? []
    this.extra = options.extra
  }
}
