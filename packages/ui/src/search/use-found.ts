import type { PeopleFound } from '@ihala/contract'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { problemOf, type Reader, useApi } from '../api/hooks.tsx'

/** So long nothing more was typed before it is looked for, milliseconds: each answer is written down as a look at who is shown. */
const PAUSE = 350
/** Fewer letters tell nobody. */
export const SHORTEST = 2

/** Who is found by what is typed, once the typing pauses; undefined content before there is enough of it. What is typed stands in no address. */
export function useFound(typed: string): Reader<PeopleFound> & { readonly pending: boolean } {
  const api = useApi()
  const text = usePaused(typed.trim())
  const enough = text.length >= SHORTEST
  const query = useQuery({
    queryKey: ['who-is-found', text],
    queryFn: () => api.send<PeopleFound>({ method: 'POST', path: '/people/search', body: { text } }),
    enabled: enough,
    retry: false,
    placeholderData: keepPreviousData,
    // A name is not kept longer than it is looked at.
    gcTime: 0,
  })
  return {
    content: enough ? query.data : undefined,
    problem: enough ? problemOf(query.error) : undefined,
    again: () => void query.refetch(),
    pending: enough && (query.isFetching || text !== typed.trim()),
  }
}

function usePaused(text: string): string {
  const [paused, setPaused] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), PAUSE)
    return () => clearTimeout(timer)
  }, [text])
  return paused
}
