import type { NoticeView } from '@ihala/contract'
import type { Api } from '../api/client.ts'
import { noticeFor } from '../new-referral/draft.ts'
import { SPOKEN } from '../person/languages.ts'
import type { KeptLists } from './kept-lists.ts'

/** Where the text of a language is read; undefined where there is none. */
function pathOfNotice(language: string): string | undefined {
  const notice = noticeFor(language)
  if (notice === undefined) return undefined
  return `/notices?${new URLSearchParams({ id: notice.id, version: String(notice.version), language })}`
}

/** Fetches them all. A text that cannot be had is left out. @throws ProblemError without the directory */
export async function fetchLists(api: Pick<Api, 'get'>, now: string): Promise<KeptLists> {
  const members = await api.get<KeptLists['members']>('/members')
  const notices: [string, NoticeView][] = []
  for (const path of SPOKEN.map(pathOfNotice)) {
    if (path === undefined) continue
    const notice = await api.get<NoticeView>(path).catch(() => undefined)
    if (notice) notices.push([path, notice])
  }
  return { at: now, members, notices: Object.fromEntries(notices) }
}
