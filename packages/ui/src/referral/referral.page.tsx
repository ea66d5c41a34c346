import { ENDED_STATES, type ReferralDetail, type ReferralLine } from '@ihala/contract'
import { Suspense, useContext, useEffect } from 'react'
import { Link } from 'wouter'
import { type Reader, useRead } from '../api/hooks.tsx'
import { useIsTold } from '../api/live.ts'
import { Notice } from '../components/notice.tsx'
import { useNow } from '../components/now.ts'
import { Card, Page, Read } from '../components/page.tsx'
import { ReasonAsked } from '../components/reason-asked.tsx'
import { Sep } from '../components/sep.tsx'
import { isolate } from '../i18n/isolate.ts'
import { useReading } from '../i18n/reading.tsx'
import { ClockBar, SeverityWord } from '../pictures/clock-bar.tsx'
import { FactLine } from '../pictures/fact-ticks.tsx'
import { awaitsAnswer, severityOf } from '../pictures/severity.ts'
import { PrintButton } from '../print/print-button.tsx'
import { PrintedHead } from '../print/printed-head.tsx'
import { ReferralPartContext } from '../shell/referral-part.ts'
import { TelephoneCalls } from '../telephone/telephone-calls.tsx'
import { TelephoneCard } from '../telephone/telephone-card.tsx'
import { workEvery } from '../work-list/work-every.ts'
import { AssigneesCard } from './assignees-card.tsx'
import { ChoicesCard } from './choices-card.tsx'
import { ConflictCard } from './conflict-card.tsx'
import { ConsentCard } from './consent-card.tsx'
import { FilesCard } from './files-card.tsx'
import { MeetingCard } from './meeting-card.tsx'
import { NeedTerms } from './need-terms.tsx'
import { NotesCard } from './notes-card.tsx'
import { SectionsCard } from './sections-card.tsx'
import { confirmedAt, responsible, takenBackAt } from './so-far.ts'
import { StateBadge } from './state-badge.tsx'
import { StopAsked } from './stop-asked.tsx'
import { TimelineCard } from './timeline-card.tsx'
import { VerbActions } from './verb-actions.tsx'
import { WaitingNotice } from './waiting-notice.tsx'

/** A referral on one page: what is asked, how long is left, what has happened, who may see what, and what can be done now. */
export default function ReferralPage({ id }: { id: string }) {
  const { say, word, between } = useReading()
  const detail = useRead<ReferralDetail>(`/referrals/${id}`)
  const needs = detail.content?.referral.needs.map((need) => word('need', need)).join(between)
  const sent = detail.content?.referral.side === 'sender'
  return (
    <Page
      title={needs ?? say('referral.title')}
      back={{ to: sent ? '/?box=sent' : '/', title: say('work.title') }}
      about={detail.content && <ReferralLead detail={detail.content} />}
      actions={detail.content && <PrintButton />}
    >
      {detail.content && <PrintedHead title={needs ?? say('referral.title')} about={<ReferralLead detail={detail.content} />} />}
      {detail.problem?.code === 'reason-required' ? (
        <ReasonAsked path={`/referrals/${id}`} />
      ) : (
        <Read from={detail}>
          {(content) => (
            <>
              <Follow detail={detail} shown={content.referral} />
              <ReferralParts detail={content} onAgain={detail.again} />
            </>
          )}
        </Read>
      )}
    </Page>
  )
}

/**
 * Keeps an open page fresh. Reading a referral is recorded as somebody's look at it, so the page does not read it over and over: it
 * watches the referral's line, and reads the whole again only when that line has changed.
 */
function Follow({ detail, shown }: { detail: Reader<ReferralDetail>; shown: ReferralLine }) {
  const { content: line } = useRead<ReferralLine>(`/referrals/${shown.id}/line`, { every: workEvery([shown], useIsTold()) })
  const news = line !== undefined && line.version >= shown.version ? printOf(line) : printOf(shown)
  const { again } = detail
  useEffect(() => {
    if (news !== printOf(shown)) again()
  }, [news])
  return null
}

const printOf = ({ version, state, facts, businessStatus, outcome, cancelling, waiting }: ReferralLine): string =>
  JSON.stringify([version, state, facts, businessStatus, outcome, cancelling, waiting])

function ReferralLead({ detail: { referral } }: { detail: ReferralDetail }) {
  const { say, name, word } = useReading()
  const severity = severityOf(referral, useNow())
  return (
    <span className="row">
      <span>
        {say('referral.our-number')} <bdi className="numbers">{isolate(referral.reference)}</bdi>
        <Sep />
        {say(referral.side === 'recipient' ? 'work.from' : 'work.to', { partner: name(referral.partner.names) })}
      </span>
      <StateBadge line={referral} />
      <span className={referral.urgency === 'immediate' ? 'badge danger' : referral.urgency === 'tonight' ? 'badge warn' : 'badge'}>
        {word('urgency', referral.urgency)}
      </span>
      <SeverityWord severity={severity} />
    </span>
  )
}

function ReferralParts({ detail, onAgain }: { detail: ReferralDetail; onAgain: () => void }) {
  const { say, name, dayInBoth } = useReading()
  const Part = useContext(ReferralPartContext)
  const { referral } = detail
  const ended = severityOf(referral, useNow()) === 'ended'
  const [takenBack, confirmed] = [takenBackAt(detail), confirmedAt(detail)]
  // What was handed back has no clock; who answers for the person is said in its place.
  const back = referral.state === 'handed-back' && referral.dueAt === null
  return (
    <div className="referral">
      <div className="referral-main">
        <section className="card act" aria-label={say('referral.now')}>
          {!back && (
            <ClockBar clock={{ startedAt: referral.receivedAt, dueAt: referral.dueAt }} ended={ended} answer={awaitsAnswer(referral)} />
          )}
          {referral.state === 'handed-back' && (
            <Notice tone="warn">
              {responsible(detail) === 'us'
                ? say('referral.responsible.us')
                : say('referral.responsible.them', { partner: name(referral.partner.names) })}
            </Notice>
          )}
          {takenBack && (
            <Notice tone="warn">
              {say(detail.need === null ? 'referral.taken-back.erased' : 'referral.taken-back', { day: dayInBoth(takenBack) })}
            </Notice>
          )}
          {confirmed && <Notice tone="good">{say('referral.confirmed', { day: dayInBoth(confirmed) })}</Notice>}
          {referral.cancelling && <StopAsked detail={detail} />}
          <WaitingNotice line={referral} />
          <TelephoneCalls detail={detail} />
          <Answers detail={detail} />
          <VerbActions detail={detail} />
        </section>
        <TelephoneCard detail={detail} />
        <MeetingCard detail={detail} />
        {Part && (
          <Suspense fallback={<p className="waiting">{say('wait.reading')}</p>}>
            <Part detail={detail} />
          </Suspense>
        )}
        <Card
          title={say('referral.need')}
          aside={detail.personId && <PersonWays id={detail.personId} onward={referral.side === 'recipient' && takenBack === undefined} />}
        >
          {detail.need === null ? <p className="muted">{say('referral.need.erased')}</p> : <NeedTerms need={detail.need} />}
        </Card>
        <SectionsCard detail={detail} />
        <FilesCard files={detail.files} onAgain={onAgain} />
        <NotesCard detail={detail} />
      </div>
      <div className="referral-side">
        <Card title={say('referral.facts')}>
          <FactLine facts={referral.facts} />
        </Card>
        <ChoicesCard line={referral} />
        <AssigneesCard line={referral} />
        <ConsentCard detail={detail} />
        <ConflictCard detail={detail} />
        <TimelineCard detail={detail} />
      </div>
    </div>
  )
}

/** What the other body answered so far, in full. */
function Answers({ detail: { referral, personId, capacity, rejection } }: { detail: ReferralDetail }) {
  const { say, word, list, momentInBoth, between } = useReading()
  // A place is held until somebody comes, and no longer where nobody will.
  const holds = referral.businessStatus === null && !ENDED_STATES.some((state) => state === referral.state)
  return (
    <>
      {capacity && (
        <Notice tone={capacity.answer === 'capacity' ? 'good' : capacity.answer === 'none' ? 'warn' : 'calm'}>
          <p>
            <strong>{word('capacity', capacity.answer)}</strong>
            {capacity.heldUntil && holds && `${between}${say('referral.held-until', { until: momentInBoth(capacity.heldUntil) })}`}
          </p>
          {capacity.conditions.length > 0 && (
            <p>{say('referral.conditions', { conditions: list(capacity.conditions.map((code) => word('condition', code))) })}</p>
          )}
        </Notice>
      )}
      {rejection && (
        <Notice tone="warn">
          <p>
            <strong>{say('referral.rejected', { reason: word('rejection', rejection.reason) })}</strong>
          </p>
          <p>{say('referral.possible-if', { list: list(rejection.possibleIf.map((code) => word('possible-if', code))) })}</p>
          {referral.side === 'sender' && (
            <p>
              <Link href={personId === null ? '/new' : `/new?person=${personId}&after=${referral.id}`}>{say('referral.try-other')}</Link>
            </p>
          )}
        </Notice>
      )}
    </>
  )
}

/** The ways from a referral to the person's own file, and onward from a body that has taken the person on. */
function PersonWays({ id, onward }: { id: string; onward: boolean }) {
  const { say } = useReading()
  return (
    <span className="row">
      <Link href={`/people/${id}`}>{say('referral.person')}</Link>
      {onward && <Link href={`/new?person=${id}`}>{say('referral.onward')}</Link>}
    </span>
  )
}
