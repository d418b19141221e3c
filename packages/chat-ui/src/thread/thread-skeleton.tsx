/** The shape of a conversation that is on its way; appears only when the wait is long enough to notice. */
export function ThreadSkeleton() {
  return (
    <div className="min-h-0 flex-1 overflow-hidden" role="status" aria-label="Loading the conversation">
      <div className="late mx-auto max-w-[46rem] space-y-8 px-4 pt-8 sm:px-6" aria-hidden="true">
        {['w-2/5', 'w-1/3'].map((width) => (
          <div key={width} className="space-y-8">
            <div className={`skeleton ms-auto h-11 ${width} rounded-xl`} />
            <div className="space-y-2.5">
              <div className="skeleton h-4 w-11/12" />
              <div className="skeleton h-4 w-full" />
              <div className="skeleton h-4 w-3/5" />
            </div>
          </div>
        ))}
      </div>
    </div>
  )
}
