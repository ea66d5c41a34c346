import type { ReferralLine } from '@ihala/contract'
import { useQueryClient } from '@tanstack/react-query'
import { createContext, useContext, useEffect, useRef, useState } from 'react'

/** Where the service tells what changed (server-sent events); it answers nobody who may not read referrals. */
const LIVE = '/live'
/** What changes together is read again together, milliseconds. */
const TOGETHER = 250

/** Whether this desk is being told what changes. */
export const LiveContext = createContext(false)

/** Whether this desk is being told what changes: what it shows need not be asked for again and again. */
export function useIsTold(): boolean {
  return useContext(LiveContext)
}

/**
 * Hears what changes while the desk is open. Lines are kept as they were told, and lists are read again; nothing that would be
 * recorded as a look at a file is read. Answers whether it is being told now: a line that is cut comes again by itself.
 * @param changed called when something changed
 */
export function useLive(wanted: boolean, changed: () => void): boolean {
  const client = useQueryClient()
  const onChange = useRef(changed)
  onChange.current = changed
  const [told, setTold] = useState(false)
  useEffect(() => {
    if (!wanted) return
    const source = new EventSource(LIVE)
    let due: ReturnType<typeof setTimeout> | undefined
    const readLists = () => {
      due ??= setTimeout(() => {
        due = undefined
        void client.invalidateQueries({ predicate: ({ queryKey }) => isList(queryKey[0]) })
      }, TOGETHER)
    }
    source.addEventListener('open', () => setTold(true))
    source.addEventListener('error', () => setTold(false))
    source.addEventListener('lines', ({ data }: MessageEvent<string>) => {
      const lines: readonly ReferralLine[] = JSON.parse(data)
      for (const line of lines) client.setQueryData([`/referrals/${line.id}/line`], line)
      readLists()
      onChange.current()
    })
    // Something may have been missed: what is shown is read again, lists and the lines of open pages.
    source.addEventListener('again', () => {
      readLists()
      void client.invalidateQueries({ predicate: ({ queryKey }) => isLine(queryKey[0]) })
    })
    return () => {
      clearTimeout(due)
      source.close()
      setTold(false)
    }
  }, [client, wanted])
  return told
}

const isList = (path: unknown): boolean => typeof path === 'string' && (path.startsWith('/referrals?') || path === '/tasks')
const isLine = (path: unknown): boolean => typeof path === 'string' && /^\/referrals\/[^/]+\/line$/.test(path)
