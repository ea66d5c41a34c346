import type { Names, ReferralDetail } from '@ihala/contract'
import { useState } from 'react'
import { useRead, useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { ManyOf, OneOf } from '../components/choice-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Form } from '../components/form.tsx'
import { Notice } from '../components/notice.tsx'
import { Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { MovedOn } from '../referral/moved-on.tsx'
import { type By, ByField } from './by-field.tsx'

type Category = ReferralDetail['consent']['categories'][number]

/** C7: the person takes back what one body may have, as easily as they gave it: no reason, one member of staff, all or a part. */
export function TakeBack({ referral, partner }: { referral: string; partner: Names }) {
  const { say, name } = useReading()
  const [open, setOpen] = useState(false)
  const [told, setTold] = useState(false)
  return (
    <>
      <Button look="danger" onPress={() => setOpen(true)}>
        {say('take-back.do')} <span className="only-heard">{name(partner)}</span>
      </Button>
      {told && (
        <Notice tone="good">
          <p>{say('take-back.told', { partner: name(partner) })}</p>
        </Notice>
      )}
      {open && <Asked referral={referral} onClose={() => setOpen(false)} onTold={() => setTold(true)} />}
    </>
  )
}

function Asked({ referral, onClose, onTold }: { referral: string; onClose: () => void; onTold: () => void }) {
  const { say } = useReading()
  const detail = useRead<ReferralDetail>(`/referrals/${referral}`)
  return (
    <Dialog title={say('take-back.title')} open onClose={onClose}>
      <Read from={detail}>{(content) => <What detail={content} onClose={onClose} onTold={onTold} />}</Read>
    </Dialog>
  )
}

function What({ detail, onClose, onTold }: { detail: ReferralDetail; onClose: () => void; onTold: () => void }) {
  const { say, word, name } = useReading()
  const [seen, setSeen] = useState(detail)
  const [scope, setScope] = useState<'all' | 'some'>('all')
  const [some, setSome] = useState<readonly Category[]>([])
  const [by, setBy] = useState<By>('person')
  const { send, pending, problem, forget } = useSend()
  const { referral, consent } = detail
  const overtaken = referral.version !== seen.referral.version
  if (consent.categories.length === 0) return <p>{say('take-back.nothing-left')}</p>
  const submit = async () => {
    const body = { categories: scope === 'all' ? 'all' : some, by }
    if (!(await send({ method: 'POST', path: `/referrals/${referral.id}/withdraw`, body, version: seen.referral.version }))) return
    onTold()
    onClose()
  }
  const goOn = () => {
    setSeen(detail)
    forget()
  }
  return (
    <>
      {overtaken && <MovedOn before={seen} now={detail} onGoOn={goOn} />}
      <Form onSubmit={() => void submit()} problem={overtaken ? undefined : problem}>
        <p>{say('take-back.about', { partner: name(referral.partner.names) })}</p>
        <OneOf
          name="/categories"
          label={say('take-back.what')}
          value={scope}
          onChange={setScope}
          options={[
            { code: 'all', word: word('taken-back', 'all') },
            { code: 'some', word: say('take-back.some') },
          ]}
        />
        {scope === 'some' && (
          <ManyOf
            name="/some"
            label={say('rights.ask.category')}
            value={some}
            onChange={setSome}
            options={consent.categories.map((code) => ({ code, word: word('category', code) }))}
          />
        )}
        <ByField value={by} onChange={setBy} />
        <div className="row">
          <Button submit look="danger" pending={pending} disabled={overtaken || (scope === 'some' && some.length === 0)}>
            {say('take-back.do')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </>
  )
}
