interface Fault {
  /** Dotted, from the value's root; '' is the value itself. */
  path: string
  message: string
}

/** What a schema found wrong, as a form shows it: by dotted path, `field` first. */
export function faultsByPath(field: string, faults: readonly Fault[]): Record<string, string[]> {
  const fields: Record<string, string[]> = {}
  for (const { path, message } of faults) {
    const at = path === '' ? field : `${field}.${path}`
    fields[at] = [...(fields[at] ?? []), message]
  }
  return fields
}
