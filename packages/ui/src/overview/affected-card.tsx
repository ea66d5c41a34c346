import type { AffectedCases, AffectedLine, MemberKeyList, WarningsAsked } from '@ihala/contract'
import { useState } from 'react'
import { useRead, useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { DateField } from '../components/date-field.tsx'
import { Notice, ProblemNotice } from '../components/notice.tsx'
import { Card, Read } from '../components/page.tsx'
import { PickField } from '../components/pick-field.tsx'
import { TableFrame } from '../components/table-frame.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'

/** Which key was stolen, of whom, and between which local days. */
interface Choice {
  readonly member?: string | undefined
  readonly key?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** c23: which referrals a stolen key touched, and the way to ask that each person be warned. */
export function AffectedCard() {
  const { say, word, name } = useReading()
  const [choice, setChoice] = useState<Choice>({})
  const list = useRead<MemberKeyList>('/member-keys')
  const { member, key, from, to } = choice
  const whole = member !== undefined && key !== undefined && from !== undefined && to !== undefined
  return (
    <Card title={say('theft.title')}>
      <div className="stack">
        <p className="small muted">{say('theft.about')}</p>
        <Read from={list}>
          {({ members }) => (
            <div className="field-grid">
              <PickField
                name="/member"
                label={say('theft.whose')}
                value={member}
                onChange={(chosen) => setChoice({ ...choice, member: chosen, key: undefined })}
                options={members.map(({ entityId, names }) => ({ code: entityId, word: name(names) }))}
                required
              />
              <PickField
                key={member}
                name="/key"
                label={say('theft.key')}
                value={key}
                onChange={(chosen) => setChoice({ ...choice, key: chosen })}
                options={(members.find(({ entityId }) => entityId === member)?.keys ?? []).map(({ use, kid }) => ({
                  code: kid,
                  word: `${word('key-use', use)} ${kid}`,
                }))}
                required
              />
            </div>
          )}
        </Read>
        <div className="field-grid">
          <DateField name="/from" label={say('theft.from')} value={from} onChange={(day) => setChoice({ ...choice, from: day })} required />
          <DateField name="/to" label={say('theft.to')} value={to} onChange={(day) => setChoice({ ...choice, to: day })} required />
        </div>
        {whole && <Affected key={JSON.stringify(choice)} asked={{ member, key, from, to }} />}
      </div>
    </Card>
  )
}

function Affected({ asked }: { asked: Readonly<Record<'member' | 'key' | 'from' | 'to', string>> }) {
  const { say } = useReading()
  const found = useRead<AffectedCases>(`/affected-cases?${new URLSearchParams(asked).toString()}`)
  const sender = useSend<WarningsAsked>()
  const [told, setTold] = useState<WarningsAsked>()
  const warn = () =>
    void sender.send({ method: 'POST', path: '/affected-cases/warnings', body: asked }).then((answer) => answer && setTold(answer.content))
  return (
    <Read from={found}>
      {({ lines }) =>
        lines.length === 0 ? (
          <p>{say('theft.none')}</p>
        ) : (
          <>
            <Notice tone="warn">
              <p>{say('theft.count', { count: lines.length })}</p>
            </Notice>
            <Cases lines={lines} />
            {told === undefined ? (
              <Button look="primary" onPress={warn} pending={sender.pending}>
                {say('theft.warn')}
              </Button>
            ) : (
              <Notice tone="good">
                <p>{say('theft.warned', { count: told.asked })}</p>
              </Notice>
            )}
            <ProblemNotice problem={sender.problem} />
          </>
        )
      }
    </Read>
  )
}

/** The latest first. On a narrow screen each referral is a card. */
function Cases({ lines }: { lines: readonly AffectedLine[] }) {
  const { say, name, number } = useReading()
  return (
    <TableFrame label={say('theft.title')}>
      <table className="as-cards">
        <thead>
          <tr>
            <th scope="col">{say('theft.referral')}</th>
            <th scope="col">{say('theft.partner')}</th>
            <th scope="col">{say('theft.sent')}</th>
            <th scope="col">{say('theft.received')}</th>
            <th scope="col">{say('theft.receipts')}</th>
            <th scope="col">{say('theft.between')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ caseId, partner, partnerNames, sent, received, receipts, first, last }) => (
            <tr key={caseId}>
              <th scope="row">
                <bdi className="code">{caseId}</bdi>
              </th>
              <td data-label={say('theft.partner')}>{partnerNames ? name(partnerNames) : <bdi>{partner}</bdi>}</td>
              <td data-label={say('theft.sent')} className="numbers">
                {number(sent)}
              </td>
              <td data-label={say('theft.received')} className="numbers">
                {number(received)}
              </td>
              <td data-label={say('theft.receipts')} className="numbers">
                {number(receipts)}
              </td>
              <td data-label={say('theft.between')}>
                <ShortWhen at={first} /> – <ShortWhen at={last} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}
