import { formatFullTime, formatGroupTime } from './time-groups.ts'

export function TimeSeparator({ at }: { at: string }) {
  return (
    <div className="flex justify-center py-1">
      <time dateTime={at} title={formatFullTime(at)} className="text-xs text-faint">
        {formatGroupTime(at, new Date())}
      </time>
    </div>
  )
}
