/** One file of an export. Its content is made while it is read. */
export interface ExportEntry {
  name: string
  lastModified: Date
  content: AsyncIterable<string | Uint8Array>
}
