import listed from './expected-failures.json' with { type: 'json' }

/**
 * A test that is known to fail. `cause` says whose failure it is: the driver's own says nothing about a database, as the driver never
 * sends what the test expects; `proof` then names what shows, without the driver, that the server does what the test is about.
 */
export interface ExpectedFailure {
  readonly cause: 'driver' | 'server'
  readonly reason: string
  readonly proof?: string
}

const causeOf = (cause: string): ExpectedFailure['cause'] => (cause === 'driver' ? 'driver' : 'server')

/** By `suite/file: description`. */
export const EXPECTED_FAILURES: ReadonlyMap<string, ExpectedFailure> = new Map(
  Object.entries(listed).map(([name, failure]) => [name, { ...failure, cause: causeOf(failure.cause) }]),
)
