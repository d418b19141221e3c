/** Says what the underlined figures are, for those who do not point at them. */
export function UnsupportedNote({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <p className="mt-3 text-[13px] text-muted">
      {count === 1 ? 'The underlined number is' : `The ${count} underlined numbers are`} in no result of this answer.
      Check before relying on {count === 1 ? 'it' : 'them'}.
    </p>
  )
}
