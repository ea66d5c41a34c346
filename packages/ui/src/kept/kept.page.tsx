import type { KeptLine, KeptList } from '@ihala/contract'
import { useRead } from '../api/hooks.tsx'
import { LinkButton } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { Card, Empty, Page, Read } from '../components/page.tsx'
import { When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { useNames } from '../my-data/use-names.ts'
import { KeptParts } from './kept-parts.tsx'

/** c2: all that is still held here although it was to go, by which law until when; nothing of what it says. */
export default function KeptPage() {
  const { say } = useReading()
  const list = useRead<KeptList>('/kept')
  return (
    <Page title={say('kept.title')} about={say('kept.about')}>
      <Read from={list}>
        {({ lines, more }) => (
          <div className="stack">
            {lines.length === 0 && (
              <Empty title={say('kept.empty')}>
                <p>{say('kept.empty.about')}</p>
              </Empty>
            )}
            {lines.map((line) => (
              <Line key={line.referralId ?? line.personId} line={line} />
            ))}
            {more && (
              <Notice>
                <p>{say('kept.more', { count: lines.length })}</p>
              </Notice>
            )}
          </div>
        )}
      </Read>
    </Page>
  )
}

function Line({ line: { referralId, personId, partner, askedAt, kept } }: { line: KeptLine }) {
  const { say } = useReading()
  const nameOf = useNames()
  const to = referralId === null ? `/kept/people/${personId}` : `/kept/referrals/${referralId}`
  return (
    <Card title={partner === null ? say('kept.of.person') : say('kept.of.referral-with', { partner: nameOf(partner) ?? partner })}>
      <div className="stack">
        <p className="small muted">
          {say('kept.asked-at')} <When at={askedAt} />
        </p>
        <KeptParts kept={kept} file={personId !== null} />
        <div>
          <LinkButton to={to}>{say('kept.open')}</LinkButton>
        </div>
      </div>
    </Card>
  )
}
