import { ArrowUpRight } from 'lucide-react'

export interface StarterQuestionsProps {
  title: string
  intro: string
  questions: readonly string[]
  onPick: (question: string) => void
}

/** An empty thread says what it is for and offers first steps. */
export function StarterQuestions({ title, intro, questions, onPick }: StarterQuestionsProps) {
  return (
    <div className="my-auto py-6">
      <h2 className="text-xl font-semibold tracking-tight text-balance">{title}</h2>
      <p className="mt-1.5 max-w-[52ch] text-muted text-pretty">{intro}</p>
      <ul className="mt-5 divide-y divide-line border-y border-line">
        {questions.map((question) => (
          <li key={question}>
            <button
              type="button"
              onClick={() => onPick(question)}
              className="group/starter flex min-h-12 w-full items-center gap-3 py-2.5 text-start hover:text-accent-ink"
            >
              <span className="flex-1">{question}</span>
              <ArrowUpRight
                aria-hidden="true"
                className="size-4 shrink-0 text-faint transition-colors group-hover/starter:text-accent-ink rtl:-scale-x-100"
              />
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
