import type { ContactChangeView } from '@ihala/contract'
import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Tick } from '../components/choice-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Form } from '../components/form.tsx'
import { Notice, ProblemNotice } from '../components/notice.tsx'
import { useNow } from '../components/now.ts'
import { TextField } from '../components/text-field.tsx'
import { ShortWhen } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { SectionTerms } from '../referral/section-terms.tsx'
import { waitsFor } from './contact-change.ts'

const TONES = { held: 'badge warn', stands: 'badge good', dropped: 'badge' } as const

/** One change of how somebody is reached: what is asked, what it waits for, and the ways to confirm it or to take it back. */
export function ChangeRow({ change }: { change: ContactChangeView }) {
  const { say, word } = useReading()
  const [hearing, setHearing] = useState(false)
  const [sure, setSure] = useState(false)
  const { send, pending, problem } = useSend()
  const { id, category, section, state, askedAt, holdsUntil } = change
  const waits = waitsFor(change, useNow())
  const drop = async () => {
    setSure(false)
    await send({ method: 'POST', path: `/contact-changes/${id}/drop`, body: {} })
  }
  return (
    <li>
      <div className="grow stack-tight">
        <span className="row">
          <strong>{word('category', category)}</strong>
          <span className={TONES[state]}>{word('contact-change', state)}</span>
          <span className="small muted">
            <ShortWhen at={askedAt} />
          </span>
        </span>
        {section === null ? (
          <p className="small muted">{say('reached.withheld')}</p>
        ) : category === 'contact' ? (
          <SectionTerms category="contact" content={section} />
        ) : (
          'mayContact' in section && <SectionTerms category="safe-contact" content={section} />
        )}
        {state === 'held' && (
          <p className="small">
            {say('reached.waits.until')} <ShortWhen at={holdsUntil} />
          </p>
        )}
        {state === 'held' && <p className="small">{waits.map((one) => say(`reached.waits.${one}`)).join(' ')}</p>}
        <ProblemNotice problem={problem} />
        {hearing && state === 'held' && <Heard id={id} onDone={() => setHearing(false)} />}
      </div>
      {state === 'held' && !hearing && (
        <span className="row">
          {waits.includes('colleague') && <Button onPress={() => setHearing(true)}>{say('reached.hear')}</Button>}
          <Button look="quiet" pending={pending} onPress={() => setSure(true)}>
            {say('reached.drop')}
          </Button>
        </span>
      )}
      <Dialog title={say('reached.drop')} open={sure} onClose={() => setSure(false)}>
        <p>{say('reached.drop.sure')}</p>
        <div className="row">
          <Button look="danger" pending={pending} onPress={() => void drop()}>
            {say('reached.drop')}
          </Button>
          <Button onPress={() => setSure(false)}>{say('do.not-now')}</Button>
        </div>
      </Dialog>
    </li>
  )
}

/** Another one of us asked the person by the way that is agreed now, and writes down the word as it was said; it is compared by the service. */
function Heard({ id, onDone }: { id: string; onDone: () => void }) {
  const { say } = useReading()
  const [codeWord, setCodeWord] = useState('')
  const [inPerson, setInPerson] = useState(false)
  const [wrong, setWrong] = useState(false)
  const { send, pending, problem } = useSend<{ readonly confirmed: boolean }>()
  const submit = async () => {
    const word = codeWord.trim()
    const body = { codeWord: word === '' ? null : word, inPerson }
    const heard = await send({ method: 'POST', path: `/contact-changes/${id}/confirm`, body })
    if (!heard) return
    setWrong(!heard.content.confirmed)
    if (heard.content.confirmed) onDone()
  }
  return (
    <Form onSubmit={() => void submit()} problem={problem}>
      {wrong && <Notice tone="danger">{say('reached.wrong')}</Notice>}
      <TextField
        name="/codeWord"
        label={say('reached.word')}
        hint={say('reached.word.hint')}
        value={codeWord}
        onChange={setCodeWord}
        longest={60}
      />
      <Tick name="/inPerson" label={say('reached.in-person')} value={inPerson} onChange={setInPerson} />
      <div className="row">
        <Button submit pending={pending} disabled={codeWord.trim() === '' && !inPerson}>
          {say('reached.confirm')}
        </Button>
        <Button onPress={onDone}>{say('do.not-now')}</Button>
      </div>
    </Form>
  )
}
