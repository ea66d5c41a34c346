import { lazy, Suspense, useEffect } from 'react'
import type { SessionWatch } from './session-watch.ts'

const load = () => import('./session-dialog.tsx').then((found) => ({ default: found.SessionDialog }))
const SessionDialog = lazy(load)
/** Fetched once the first screen stands, so that it is there when it is needed, and weighs nothing before. */
const FETCHED_AFTER = 5_000

/** Says that the session ends or has ended. While it has ended, nobody who comes by reads what stands on the page, nor prints it. */
export function SessionGuard({ watch }: { watch: SessionWatch }) {
  const { stage } = watch.stage
  useEffect(() => {
    const timer = setTimeout(() => void load(), FETCHED_AFTER)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => {
    const page = document.documentElement
    if (stage === 'ended' || stage === 'other') page.dataset.covered = 'true'
    else delete page.dataset.covered
  }, [stage])
  if (stage === 'open') return null
  return (
    <Suspense fallback={null}>
      <SessionDialog watch={watch} />
    </Suspense>
  )
}
