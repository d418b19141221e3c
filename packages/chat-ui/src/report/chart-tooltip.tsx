export function ChartTooltip({ title, words }: { title: string; words: string }) {
  return (
    <div className="rounded-lg bg-raised px-3 py-2 text-[13px] shadow-floating">
      <p className="text-muted">{title}</p>
      <p className="font-medium tabular-nums">{words}</p>
    </div>
  )
}
