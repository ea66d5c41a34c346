import '../styles/rights.css'
import type { MyData, MyDataProgress } from '@ihala/contract'
import { useEffect, useState } from 'react'
import { useRead, useSession } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { Card, Page, Read } from '../components/page.tsx'
import { ReasonAsked } from '../components/reason-asked.tsx'
import { When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { PersonTabs } from '../person/person-tabs.tsx'
import { AskDialog, type Asked } from './ask-dialog.tsx'
import { plainly } from './lines.ts'
import { OtherCard } from './other-card.tsx'
import { printed } from './printed.ts'
import { ToldLines } from './told-lines.tsx'
import { useNames } from './use-names.ts'
import { WhoHasWhat } from './who-has-what.tsx'

/**
 * How often it is asked whether answers have come, milliseconds: while some are awaited, and after. That is no look at the file; the
 * whole is read again only when one came.
 */
const EVERY = { awaited: 3_000, else: 15_000 } as const

/** C9, J-6: what is held of a person, here and at the others, to be told to them, or to be given to them on paper. */
export default function MyDataPage({ id }: { id: string }) {
  const { say } = useReading()
  const [asking, setAsking] = useState(false)
  const [asked, setAsked] = useState<Asked>()
  const data = useRead<MyData>(`/people/${id}/my-data`)
  const { content } = data
  return (
    <Page
      title={say('my-data.title')}
      about={say('my-data.about')}
      back={{ to: `/people/${id}`, title: say('referral.person') }}
      actions={
        content && (
          <>
            {content.others.length > 0 && (
              <Button look="primary" onPress={() => setAsking(true)}>
                {say(content.others.some(({ askedAt }) => askedAt !== null) ? 'my-data.ask-again' : 'my-data.ask')}
              </Button>
            )}
            <Button onPress={() => printed(say('paper.title'))}>{say('my-data.print')}</Button>
          </>
        )
      }
    >
      <PersonTabs id={id} />
      {asking && <AskDialog id={id} others={content?.others ?? []} onClose={() => setAsking(false)} onAsked={setAsked} />}
      {data.problem?.code === 'reason-required' ? (
        <ReasonAsked path={`/people/${id}`} />
      ) : (
        <Read from={data}>
          {(read) => (
            <div className="stack">
              {read.others.length > 0 && <Follow id={id} shown={read} again={data.again} />}
              <div className="only-printed stack-tight">
                <h1>{say('paper.title')}</h1>
                <p>{say('paper.what')}</p>
                <p>
                  <When at={read.at} hour />
                </p>
              </div>
              <State data={read} asked={asked} />
              <Told data={read} />
            </div>
          )}
        </Read>
      )}
    </Page>
  )
}

/** Reads the whole again when something has come: a body further on may speak long after all that were asked. */
function Follow({ id, shown, again }: { id: string; shown: MyData; again: () => void }) {
  const every = awaited(shown) ? EVERY.awaited : EVERY.else
  const { content } = useRead<MyDataProgress>(`/people/${id}/my-data/progress`, { every })
  const heard = content?.heard ?? 0
  useEffect(() => {
    if (heard > shown.heard) again()
  }, [heard, shown.heard])
  return null
}

/** Whether an answer or a statement is still to come. */
const awaited = ({ missing, others }: MyData): boolean =>
  missing > 0 || others.some(({ further, told }) => further.length > 0 || told.some(({ complete }) => !complete))

/** How far it is: who was not asked, who has not answered. */
function State({ data: { others, missing }, asked }: { data: MyData; asked: Asked | undefined }) {
  const { say } = useReading()
  if (others.length === 0) return <Notice>{say('rights.no-others')}</Notice>
  const never = others.every(({ askedAt }) => askedAt === null)
  const further = others.flatMap((one) => one.further).length
  const beyond = others.some(({ statements }) => statements.some(({ steps }) => steps > 0))
  return (
    <Notice tone={missing + further > 0 ? 'warn' : never ? 'calm' : 'good'}>
      {asked && <p className="not-printed">{say('my-data.asked', { count: asked.asked })}</p>}
      {asked && asked.suspended > 0 && <p className="not-printed">{say('my-data.asked.suspended', { count: asked.suspended })}</p>}
      {missing + further === 0 && <p>{say(never ? 'my-data.not-asked' : beyond ? 'my-data.all-answered' : 'my-data.all-answered.near')}</p>}
      {missing > 0 && <p>{say('my-data.missing', { count: missing })}</p>}
      {further > 0 && <p>{say('my-data.further-missing', { count: further })}</p>}
    </Notice>
  )
}

/** The whole of it; also the paper for the person, whose heading says nothing of what it is about to whoever finds it. */
function Told({ data }: { data: MyData }) {
  const { say, name } = useReading()
  const { organisation } = useSession()
  const nameOf = useNames()
  const sources = data.others.flatMap(({ direction, partner }) => (direction === 'above' ? [partner.entityId] : []))
  return (
    <>
      <WhoHasWhat data={data} nameOf={nameOf} />
      <Card title={name(organisation.names)} aside={<span className="badge accent not-printed">{say('members.self')}</span>}>
        <ToldLines lines={plainly(data.own)} called={{ body: name(organisation.names), nameOf }} sources={sources} />
      </Card>
      {data.others.map((other) => (
        <OtherCard key={other.referral} other={other} own={data.own} nameOf={nameOf} />
      ))}
      <p className="small muted">{say('paper.proof')}</p>
      <p className="only-printed">{say('paper.keep')}</p>
    </>
  )
}
