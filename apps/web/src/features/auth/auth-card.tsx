import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Logo } from '../../ui/logo.tsx'

interface AuthCardProps {
  title: string
  children: ReactNode
  footer: ReactNode
}

/** The quiet frame of sign-in and sign-up. */
export function AuthCard({ title, children, footer }: AuthCardProps) {
  return (
    <main id="main" className="grid min-h-full place-items-center overflow-y-auto bg-sunken px-4 py-10">
      <div className="w-full max-w-sm">
        <Link to="/" className="mb-8 inline-flex items-center gap-2.5 rounded-lg text-lg font-semibold tracking-tight">
          <Logo />
          Parley
        </Link>
        <h1 className="mb-6 text-2xl font-semibold tracking-tight">{title}</h1>
        {children}
        <div className="mt-6 text-sm text-muted">{footer}</div>
      </div>
    </main>
  )
}

/** Between the form and the other way in. */
export function AuthDivider() {
  return (
    <div className="my-6 flex items-center gap-3 text-[13px] text-faint" aria-hidden="true">
      <span className="h-px flex-1 bg-line" />
      or
      <span className="h-px flex-1 bg-line" />
    </div>
  )
}
