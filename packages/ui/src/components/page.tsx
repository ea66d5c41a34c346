import { type ReactNode, useEffect } from 'react'
import { Link } from 'wouter'
import type { Reader } from '../api/hooks.tsx'
import { useReading } from '../i18n/reading.tsx'
import { ProblemNotice } from './notice.tsx'

interface PageProps {
  readonly title: string
  /** What the screen is for, in one sentence. */
  readonly about?: ReactNode
  /** The one main action, and beside it what else can be done. */
  readonly actions?: ReactNode
  /** Where it came from. */
  readonly back?: { readonly to: string; readonly title: string }
  readonly children: ReactNode
}

/** A screen: title, main action, content. The title is also the window's. */
export function Page({ title, about, actions, back, children }: PageProps) {
  useEffect(() => {
    document.title = title.replaceAll(/[\u2068\u2069]/g, '')
  }, [title])
  return (
    <div className="page">
      {back && (
        <p className="page-back">
          <Link href={back.to}>
            <span className="arrow" aria-hidden="true" /> {back.title}
          </Link>
        </p>
      )}
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          {about && <p className="muted">{about}</p>}
        </div>
        {actions && <div className="row">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

/** Shows what was read, or that it is on its way, or why it is not. */
export function Read<T>({ from, children }: { from: Reader<T>; children: (content: T) => ReactNode }) {
  const { say } = useReading()
  if (from.content !== undefined) return <>{children(from.content)}</>
  if (from.problem) return <ProblemNotice problem={from.problem} again={from.again} />
  return (
    <p className="waiting" role="status">
      {say('wait.reading')}
    </p>
  )
}

/** A list with nothing in it says what would be here. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

/** A block of a screen with its own heading. */
export function Card({ title, aside, children }: { title: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="card">
      <div className="row spread">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

/** Pairs of a term and what it is. Pairs without content (nothing, false, empty text) are left out. */
export function Terms({ pairs }: { pairs: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts-list">
      {pairs
        .filter(([, content]) => content !== undefined && content !== null && content !== '' && content !== false)
        .map(([term, content]) => (
          <div className="pair" key={term}>
            <dt>{term}</dt>
            <dd>{content}</dd>
          </div>
        ))}
    </dl>
  )
}
