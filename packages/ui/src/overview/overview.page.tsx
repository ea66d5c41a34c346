import { useSession } from '../api/hooks.tsx'
import { LinkButton } from '../components/button.tsx'
import { Page } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { answersFor, protectsData } from '../shell/roles.ts'
import { CountsCard } from './counts-card.tsx'
import { ExchangeCards } from './exchange-cards.tsx'

/** The first screen of those who work on no case: what their role may see. */
export default function OverviewPage() {
  const { say } = useReading()
  const { staff } = useSession()
  return (
    <Page title={say('overview.title')} about={say('overview.about')}>
      <div className="stack">
        {staff.roles.includes('admin') && <ExchangeCards />}
        {staff.roles.includes('analyst') && <CountsCard />}
        <div className="row">
          <LinkButton to="/members">{say('members.title')}</LinkButton>
          {protectsData(staff.roles) && (
            <LinkButton to="/alerts" look="primary">
              {say('alerts.title')}
            </LinkButton>
          )}
          {answersFor(staff.roles) && (
            <>
              <LinkButton to="/trust">{say('trust.title')}</LinkButton>
              <LinkButton to="/sent">{say('sent.title')}</LinkButton>
            </>
          )}
        </div>
      </div>
    </Page>
  )
}
