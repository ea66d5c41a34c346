import { Suspense } from 'react'
import { useReading } from '../i18n/reading.tsx'

/** Says how many were found; undefined while it is looked. Nobody found is only heard: what is shown then says it too. */
export function FoundCount({ count }: { count: number | undefined }) {
  const { say } = useReading()
  return (
    <p role="status" className={count === 0 ? 'only-heard' : 'small muted'}>
      <Suspense fallback={null}>{count === undefined ? say('wait.reading') : <Count count={count} />}</Suspense>
    </p>
  )
}

/** What counts comes after the first screen: meanwhile nothing of the search is taken away. */
function Count({ count }: { count: number }) {
  const { say } = useReading()
  return say('search.found', { count })
}

/** Nobody was found, and what may be tried. */
export function NobodyFound() {
  const { say } = useReading()
  return (
    <div className="empty">
      <h2>{say('search.empty')}</h2>
      <p>{say('search.empty.about')}</p>
    </div>
  )
}
