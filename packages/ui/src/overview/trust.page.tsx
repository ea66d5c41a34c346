import { Page } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { AffectedCard } from './affected-card.tsx'
import { KeysCard } from './keys-card.tsx'
import { LogCards } from './log-cards.tsx'

/** Who is a member and by which keys, and who vouches for whose log. */
export default function TrustPage() {
  const { say } = useReading()
  return (
    <Page title={say('trust.title')} about={say('trust.about')}>
      <div className="stack">
        <KeysCard />
        <LogCards />
        <AffectedCard />
      </div>
    </Page>
  )
}
