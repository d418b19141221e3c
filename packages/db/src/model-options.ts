/** Every model: unknown paths are refused in documents and in filters; createdAt and updatedAt are kept. */
export const modelOptions = {
  strict: 'throw',
  strictQuery: 'throw',
  timestamps: true,
  minimize: false,
} as const

/** Subdocuments that are values and need no id of their own. */
export const embeddedOptions = { strict: 'throw', strictQuery: 'throw', _id: false, minimize: false } as const
