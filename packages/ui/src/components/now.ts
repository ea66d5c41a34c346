import { useEffect, useState } from 'react'

const EVERY = 20_000

/** The time, epoch milliseconds, kept going for clocks on the screen. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), EVERY)
    return () => clearInterval(timer)
  }, [])
  return now
}
