/** The fields an input names: one that is undefined is left as it was. */
export function given<Fields extends object>(fields: Fields): Partial<Fields> {
  const kept: Partial<Fields> = {}
  for (const key in fields) if (fields[key] !== undefined) kept[key] = fields[key]
  return kept
}
