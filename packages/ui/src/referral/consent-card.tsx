import { Category, type ReferralDetail } from '@ihala/contract'
import { useSession } from '../api/hooks.tsx'
import { Card, Terms } from '../components/page.tsx'
import { When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { Doors } from '../pictures/doors.tsx'
import { takenBackAt } from './so-far.ts'

/** The consent: what is open to the recipient until when, as doors and as a table. */
export function ConsentCard({ detail }: { detail: ReferralDetail }) {
  const { consent, referral } = detail
  const { say, name, word, list, dayInBoth, languageName } = useReading()
  const { organisation } = useSession()
  const holder = name(referral.side === 'sender' ? referral.partner.names : organisation.names)
  const categories = Category.enum.filter((category) => category !== 'progress')
  const takenBack = takenBackAt(detail)
  const wayBack = consent.wayBack ? 'yes' : consent.withdrawn.includes('progress') ? 'withdrawn' : 'no'
  return (
    <Card title={say('consent.title')}>
      <Doors
        all={categories}
        open={consent.categories}
        withdrawn={consent.withdrawn}
        sentence={
          takenBack === undefined
            ? say('consent.doors', { holder, until: dayInBoth(consent.until) })
            : say('consent.taken-back', { holder, day: dayInBoth(takenBack) })
        }
      />
      <details className="as-table">
        <summary>{say('consent.as-table')}</summary>
        <Terms
          pairs={[
            [say('consent.basis'), word('basis', consent.basis)],
            [say('consent.open'), list(consent.categories.map((code) => word('category', code)))],
            [
              say('consent.shut'),
              list(categories.filter((code) => !consent.categories.includes(code)).map((code) => word('category', code))),
            ],
            [say('consent.withdrawn'), consent.withdrawn.length > 0 && list(consent.withdrawn.map((code) => word('category', code)))],
            [say('consent.purposes'), list(consent.purposes.map((code) => word('purpose', code)))],
            [say('consent.until'), <When key="until" at={consent.until} />],
            [say('consent.erase-at'), <When key="erase" at={consent.eraseAt} />],
            [say('consent.language'), consent.language && languageName(consent.language)],
            [say('consent.how'), consent.howGiven && word('how-given', consent.howGiven)],
            [say('consent.way-back'), say(consent.wayBack ? 'answer.yes' : 'answer.no')],
            [say('consent.excluded'), consent.excluded.length > 0 && <bdi>{list(consent.excluded)}</bdi>],
          ]}
        />
      </details>
      <p className="small muted">{say(`consent.way-back.${wayBack}`)}</p>
    </Card>
  )
}
