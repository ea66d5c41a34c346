import type { ReferralLine, ReferralPage } from '@ihala/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useContext } from 'react'
import { ApiContext, type Reader } from '../api/hooks.tsx'
import { ProblemError } from '../api/problem.ts'

const EVERY = 10_000

/** The work list of one box, page after page, as far as somebody asked for more. */
export interface ReferralPages {
  readonly reader: Reader<readonly ReferralLine[]>
  /** Fetches the following page, where there is one. */
  readonly more: (() => void) | undefined
  readonly loadingMore: boolean
}

/** Reads `GET /referrals` by keyset cursor and keeps it fresh. */
export function useReferralPages(box: 'received' | 'sent'): ReferralPages {
  const api = useContext(ApiContext)
  const query = useInfiniteQuery({
    queryKey: ['/referrals', box],
    queryFn: ({ pageParam }) => {
      if (!api) throw new Error('useReferralPages outside a desk')
      return api.get<ReferralPage>(`/referrals?box=${box}${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    refetchInterval: EVERY,
    retry: false,
  })
  const { error } = query
  return {
    reader: {
      content: query.data?.pages.flatMap(({ items }) => items),
      problem: error === null ? undefined : error instanceof ProblemError ? error : new ProblemError({ code: 'page-fault', status: 500 }),
      again: () => void query.refetch(),
    },
    more: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
    loadingMore: query.isFetchingNextPage,
  }
}
