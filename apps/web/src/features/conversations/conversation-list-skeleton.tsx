const WIDTHS = ['w-4/5', 'w-3/5', 'w-2/3', 'w-1/2', 'w-3/4', 'w-2/5']

export function ConversationListSkeleton() {
  return (
    <div role="status" aria-label="Loading conversations">
      <div className="late space-y-1 pt-8" aria-hidden="true">
        {WIDTHS.map((width) => (
          <div key={width} className="flex h-10 items-center px-3">
            <div className={`skeleton h-3.5 ${width}`} />
          </div>
        ))}
      </div>
    </div>
  )
}
