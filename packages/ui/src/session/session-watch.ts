import type { Names } from '@ihala/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { problemOf, useApi, useSession } from '../api/hooks.tsx'
import { isSignedOut } from '../api/problem.ts'
import { watchPresence } from './presence.ts'
import { whenSessionMayHaveChanged } from './session-channel.ts'
import { dueNow, endOf, type SessionEnd, secondsUntil, WARN_SECONDS } from './session-stand.ts'

/** How a session stands, for the page around it. */
export type SessionStage =
  | { readonly stage: 'open' }
  | { readonly stage: 'ending'; readonly end: SessionEnd }
  /** The page stays with what was typed, covered; somebody signs in elsewhere. */
  | { readonly stage: 'ended' }
  /** Somebody else signed in in this browser: what was typed here is not theirs to send. */
  | { readonly stage: 'other'; readonly names: Names }

export interface SessionWatch {
  readonly stage: SessionStage
  /** Asks the service how the session stands; `there` says that somebody pressed a key for it, which lengthens it. */
  readonly look: (there: boolean) => Promise<void>
}

const TICK = 5_000
const ASK_AGAIN = 10_000

/** Watches the session of this desk. Whoever comes back as the same staff member goes on where they were. */
export function useSessionWatch(): SessionWatch {
  const api = useApi()
  const session = useSession()
  const client = useQueryClient()
  const [stage, setStage] = useState<SessionStage>({ stage: 'open' })
  const end = useRef<SessionEnd>(undefined)
  end.current ??= endOf(session.secondsLeft, Date.now())
  const away = useRef(false)
  const mine = session.staff.id

  const leave = useCallback((next: SessionStage) => {
    away.current = true
    setStage(next)
  }, [])
  const look = useCallback(
    async (there: boolean) => {
      if (there) api.presence.act()
      try {
        const now = await api.session()
        if (now.staff.id !== mine) return leave({ stage: 'other', names: now.staff.names })
        api.keepSession(now)
        end.current = endOf(now.secondsLeft, Date.now())
        if (away.current) {
          away.current = false
          client.setQueryData(['/session'], now)
          void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== '/session' })
        }
        const near = secondsUntil(end.current, Date.now()) <= WARN_SECONDS
        setStage(near ? { stage: 'ending', end: end.current } : { stage: 'open' })
      } catch (thrown) {
        const problem = problemOf(thrown instanceof Error ? thrown : null)
        // No answer, and the time is over: nobody can say that it is still open.
        if (problem && (isSignedOut(problem) || (end.current !== undefined && secondsUntil(end.current, Date.now()) === 0)))
          leave({ stage: 'ended' })
      }
    },
    [api, client, leave, mine],
  )

  useEffect(() => watchPresence(api.presence, window), [api])
  useEffect(() => api.whenSignedOut(() => leave({ stage: 'ended' })), [api, leave])
  useEffect(() => whenSessionMayHaveChanged(() => void look(false)), [look])
  useEffect(() => {
    let askedAt = 0
    const timer = setInterval(() => {
      const now = Date.now()
      if (end.current === undefined || away.current) return
      const due = dueNow(end.current, { acted: api.presence.acted(), countedAt: api.presence.countedAt() }, now)
      if (due === 'nothing' || (due === 'ask' && now - askedAt < ASK_AGAIN && end.current.at > now)) return
      askedAt = now
      void look(false)
    }, TICK)
    return () => clearInterval(timer)
  }, [api, look])
  return { stage, look }
}
