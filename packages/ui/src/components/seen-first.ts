import { type RefObject, useEffect, useRef } from 'react'

/** Brings what has just appeared into view: it may stand above what somebody was writing. */
export function useSeenFirst(): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Its answer is not a clean-up: newer browsers answer with a promise.
    void ref.current?.scrollIntoView({ block: 'start' })
  }, [])
  return ref
}
