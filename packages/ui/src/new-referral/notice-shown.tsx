import type { NoticeView } from '@ihala/contract'
import { useRead } from '../api/hooks.tsx'
import { Notice } from '../components/notice.tsx'
import { useReading } from '../i18n/reading.tsx'
import { noticeFor } from './draft.ts'

const RIGHT_TO_LEFT: readonly string[] = ['ara', 'urd', 'fas', 'pus']

/** The text that is read out in the person's language, word for word as its hash goes into the grant; and who has read it (c20). */
export function NoticeShown({ language }: { readonly language: string }) {
  const { say } = useReading()
  const notice = noticeFor(language)
  const address = new URLSearchParams({ id: notice?.id ?? '', version: String(notice?.version ?? ''), language })
  const { content } = useRead<NoticeView>(`/notices?${address}`, { unless: notice === undefined })
  if (content === undefined) return null
  return (
    <Notice>
      {/* The web names a language by its shortest code: am, not amh. */}
      <div lang={Intl.getCanonicalLocales(language)[0]} dir={RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr'}>
        {content.text.split('\n').map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
      {content.reviewed === null && <p>{say(content.made === 'machine' ? 'new.notice.draft' : 'new.notice.unread')}</p>}
    </Notice>
  )
}
