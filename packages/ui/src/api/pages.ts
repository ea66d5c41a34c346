import { useInfiniteQuery } from '@tanstack/react-query'
import type { Api } from './client.ts'
import { problemOf, type Reader, useApi } from './hooks.tsx'

/** A list read by cursor, page after page, as far as somebody asked for more. */
export interface Pages<T> {
  readonly reader: Reader<readonly T[]>
  /** Fetches the following page, where there is one. */
  readonly more: (() => void) | undefined
  readonly loadingMore: boolean
}

interface PageOf<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

/** Asks for a list by cursor. */
export const pagesQuery = <T>(api: Api, path: string) => ({
  queryKey: [path, 'pages'],
  queryFn: ({ pageParam }: { pageParam: string | null }) =>
    api.get<PageOf<T>>(pageParam === null ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(pageParam)}`),
  initialPageParam: null as string | null,
  getNextPageParam: (last: PageOf<T>) => last.next,
  retry: false,
})

/** Reads a list whose answer is `{ items, next }`; `next` is the cursor of the following page. `every` says after how many milliseconds to ask again, by what was read. */
export function usePages<T>(path: string, { every }: { every?: (items: readonly T[]) => number } = {}): Pages<T> {
  const api = useApi()
  const query = useInfiniteQuery({
    ...pagesQuery<T>(api, path),
    ...(every === undefined
      ? {}
      : {
          refetchInterval: ({ state }: { state: { data: { pages: readonly { items: readonly T[] }[] } | undefined } }) =>
            every(state.data?.pages.flatMap(({ items }) => items) ?? []),
        }),
  })
  return {
    reader: {
      content: query.data?.pages.flatMap(({ items }) => items),
      problem: problemOf(query.error),
      again: () => void query.refetch(),
    },
    more: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
    loadingMore: query.isFetchingNextPage,
  }
}
