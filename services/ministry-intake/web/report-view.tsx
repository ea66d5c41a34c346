import type { ReportContent, ReportOpened, ReportQuestion } from '@ihala/contract'
import { Button, Card, LinkButton, Notice, Page, ProblemNotice, Read, Terms, useRead, useReading, useSend } from '@ihala/ui'
import { useState } from 'react'
import { ReportCloseDialog } from './report-close-dialog.tsx'
import { ReportCorrection } from './report-correction.tsx'
import { numberOfReport } from './report-number.ts'
import { ReportTalk } from './report-talk.tsx'
import { reachingOf, unansweredFirst } from './report-who.ts'

/** One report in clear: what was told, the conversation, and what is done about it. */
export function ReportView({ id }: { id: string }) {
  const { say, day } = useReading()
  const report = useRead<ReportOpened>(`/reports/${id}`)
  const line = report.content?.report
  const nobodyKnows = line !== undefined && !line.withdrawn && !line.identified
  return (
    <Page
      title={line === undefined ? say('reports.title') : say('report.title', { number: numberOfReport(line.id), date: day(line.filedOn) })}
      about={nobodyKnows && say('report.about')}
      back={{ to: '/reports', title: say('reports.title') }}
    >
      <Read from={report}>{(opened) => <Opened opened={opened} />}</Read>
    </Page>
  )
}

function Opened({ opened }: { opened: ReportOpened }) {
  const { say, word } = useReading()
  const { report, content, unreadable, indicators } = opened
  return (
    <>
      {report.withdrawn && <Notice>{say('report.withdrawn')}</Notice>}
      {report.withdrawn && opened.personId !== null && (
        <Notice tone="warn">
          <p>{say('report.withdrawn.file')}</p>
          <LinkButton to={`/people/${opened.personId}/my-data`}>{say('report.person')}</LinkButton>
        </Notice>
      )}
      {report.contradicted !== null && report.step !== 'closed' && (
        <Notice tone="warn">{say('report.contradicted', { outcome: word('report-outcome', report.contradicted) })}</Notice>
      )}
      {unreadable && <Notice tone="warn">{say('report.unreadable')}</Notice>}
      {content !== null && <First content={content} />}
      {content !== null && <Told content={content} />}
      {indicators.length > 0 && (
        <Card title={say('report.indicators')}>
          <div className="stack">
            <p className="muted">{say('report.indicators.about')}</p>
            <ul className="chips">
              {indicators.map((indicator) => (
                <li key={indicator} className="badge danger">
                  {word('indicator', indicator)}
                </li>
              ))}
            </ul>
          </div>
        </Card>
      )}
      {!report.withdrawn && <ReportTalk opened={opened} />}
      <ReportCorrection opened={opened} />
      <WhoTheyAre opened={opened} />
      {report.step !== 'closed' && <NextSteps opened={opened} />}
    </>
  )
}

/** What cannot wait: somebody in danger, and a child. */
function First({ content: { answers } }: { content: ReportContent }) {
  const { say } = useReading()
  const says = (asked: ReportQuestion) => answers.some(({ question, answer }) => question === asked && answer === 'yes')
  return (
    <>
      {says('in-danger-now') && <Notice tone="danger">{say('report.danger')}</Notice>}
      {says('under-18') && <Notice tone="warn">{say('report.child')}</Notice>}
    </>
  )
}

/** What somebody unknown told, by pictures, questions and words of their own. */
export function Told({ content }: { content: ReportContent }) {
  const { say, word, languageName } = useReading()
  const { wrongs, about, answers, place, since, story, language } = content
  return (
    <Card title={say('report.told')}>
      <div className="stack">
        <ul className="chips">
          {wrongs.map((wrong) => (
            <li key={wrong} className="badge warn">
              {word('reported-wrong', wrong)}
            </li>
          ))}
        </ul>
        <Terms
          pairs={[
            [say('report.for'), word('report-about', about)],
            [say('report.place'), place && <bdi>{place}</bdi>],
            [say('report.since'), since && <bdi>{since}</bdi>],
            [say('report.language'), languageName(language)],
            ...unansweredFirst({ content }).map((question) => [word('report-question', question), say('report.not-answered')] as const),
            ...answers.map(({ question, answer }) => [word('report-question', question), word('report-answer', answer)] as const),
          ]}
        />
        {story !== undefined && (
          <div className="stack-tight">
            <h3>{say('report.story')}</h3>
            <p className="said" dir="auto" lang={Intl.getCanonicalLocales(language)[0]}>
              {story}
            </p>
          </div>
        )}
      </div>
    </Card>
  )
}

const TONE = { call: 'good', 'call.no': 'danger', unconfirmed: 'warn' } as const

/** A6: only they say who they are; then a file is made of what they told. */
function WhoTheyAre({ opened }: { opened: ReportOpened }) {
  const { identity, personId, report } = opened
  const { say } = useReading()
  const { send, pending, problem } = useSend()
  if (identity === null) return null
  const reaching = reachingOf(opened)
  return (
    <Card title={say('report.who')}>
      <div className="stack">
        <Terms
          pairs={[
            [say('report.who.name'), <bdi key="name">{identity.name}</bdi>],
            [
              say('report.who.telephone'),
              reaching !== 'in-file' && identity.telephone && <bdi className="numbers">{identity.telephone}</bdi>,
            ],
          ]}
        />
        <p>
          {reaching === 'in-file' ? (
            say('report.who.in-file')
          ) : (
            <span className={`badge ${TONE[reaching]}`}>{say(`report.who.${reaching}`)}</span>
          )}
        </p>
        <ProblemNotice problem={problem} />
        {personId !== null && <LinkButton to={`/people/${personId}`}>{say('report.person')}</LinkButton>}
        {personId === null && report.step !== 'closed' && (
          <>
            <p>{say('report.make-case.about')}</p>
            <Button
              look="primary"
              pending={pending}
              onPress={() => void send({ method: 'POST', path: `/reports/${report.id}/person`, version: report.version })}
            >
              {say('report.make-case')}
            </Button>
          </>
        )}
      </div>
    </Card>
  )
}

function NextSteps({ opened: { report, personId } }: { opened: ReportOpened }) {
  const { say } = useReading()
  const { send, pending, problem } = useSend()
  const [closing, setClosing] = useState(false)
  const work = () => send({ method: 'POST', path: `/reports/${report.id}/step`, body: { step: 'working' }, version: report.version })
  return (
    <>
      <ProblemNotice problem={problem} />
      <div className="row">
        {report.step === 'read' && (
          <Button onPress={() => void work()} pending={pending}>
            {say('report.work')}
          </Button>
        )}
        <Button onPress={() => setClosing(true)}>{say('report.close')}</Button>
      </div>
      {closing && <ReportCloseDialog report={report} isCase={personId !== null} onClose={() => setClosing(false)} />}
    </>
  )
}
