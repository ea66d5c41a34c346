import { type NeedSection, type ReferralDetail, type SpokenAnswer, STAFF_ROLES, type StaffRole } from '@ihala/contract'
import { useEffect, useState } from 'react'
import { useSend, useSession } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { MomentField } from '../components/date-field.tsx'
import { Form } from '../components/form.tsx'
import { Notice } from '../components/notice.tsx'
import { Card } from '../components/page.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { directionOf, LANGUAGES } from '../i18n/locale.ts'
import { type Catalogue, loadCatalogue } from '../i18n/messages.ts'
import { ReadingProvider, useReading } from '../i18n/reading.tsx'

/** Roles that answer the telephone; whom exactly is nobody's business here. */
const ANSWERING: readonly StaffRole[] = STAFF_ROLES.filter(
  (role) => role !== 'admin' && role !== 'analyst' && role !== 'data-protection-officer',
)

/** J-9: a referral that waits can be told by telephone, with the code it carries; then the call is written up. */
export function TelephoneCard({ detail }: { detail: ReferralDetail }) {
  const { say } = useReading()
  const { referral, telephone } = detail
  const told = telephone.records.some(({ direction }) => direction === 'made')
  if (telephone.code === null || (referral.waiting === null && !told)) return null
  return (
    <Card title={say('telephone.title')}>
      <div className="stack">
        {referral.waiting !== null && (
          <details className="step" open={!told}>
            <summary>{say('telephone.offer')}</summary>
            <div className="stack">
              <p>
                {say('telephone.code')}
                <br />
                <strong className="spoken-code numbers">
                  <bdi dir="ltr">{grouped(telephone.code)}</bdi>
                </strong>
              </p>
              <p className="small muted">{say('telephone.code.hint')}</p>
              {detail.need && <Script need={detail.need} code={telephone.code} />}
              <InOtherLanguage>{detail.need && <Script need={detail.need} code={telephone.code} />}</InOtherLanguage>
              <Notice tone="warn">{say('telephone.never')}</Notice>
            </div>
          </details>
        )}
        {/* Written up, the form is closed: it begins anew. */}
        <WriteUp key={telephone.records.length} id={referral.id} again={told} />
      </div>
    </Card>
  )
}

/** The code in two groups, as it is said. */
function grouped(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`
}

/** What may be said: the coded need, and nothing else of the person. */
function Script({ need, code }: { need: NeedSection; code: string }) {
  const { say, name, word, list, languageName } = useReading()
  const { organisation } = useSession()
  return (
    <section className="script stack-tight">
      <h3>{say('telephone.script')}</h3>
      <p>{say('telephone.script.hello', { organisation: name(organisation.names) })}</p>
      <p>{say('telephone.script.code', { code: grouped(code) })}</p>
      <p>
        {say('telephone.script.need', {
          needs: list(need.needs.map((each) => word('need', each))),
          urgency: word('urgency', need.urgency),
        })}
      </p>
      <p>
        {say('telephone.script.who', {
          sex: word('sex', need.sex),
          age: word('age-band', need.ageBand),
          languages: list(need.languages.map(({ code: language }) => languageName(language))),
        })}
      </p>
      <p>{say('telephone.script.ask')}</p>
    </section>
  )
}

/** The same in the network's other language: whoever answers may speak that one. */
function InOtherLanguage({ children }: { children: React.ReactNode }) {
  const { locale } = useReading()
  const other = LANGUAGES.find((language) => language !== locale.language) ?? locale.language
  const [texts, setTexts] = useState<Catalogue>()
  useEffect(() => {
    let wanted = true
    void loadCatalogue(other).then((loaded) => {
      if (wanted) setTexts(loaded)
    })
    return () => {
      wanted = false
    }
  }, [other])
  if (!texts) return null
  return (
    <div lang={other} dir={directionOf(other)}>
      <ReadingProvider catalogue={texts} language={other} digits={locale.digits} timeZone={locale.timeZone}>
        {children}
      </ReadingProvider>
    </div>
  )
}

/** Whom we told, by role, when, and what they said. */
function WriteUp({ id, again }: { id: string; again: boolean }) {
  const { say, word } = useReading()
  const [told, setTold] = useState<StaffRole>()
  const [answer, setAnswer] = useState<SpokenAnswer>()
  const [at, setAt] = useState<string | undefined>(() => new Date().toISOString())
  const { send, pending, problem } = useSend()
  const submit = async () => {
    const sent = await send({ method: 'POST', path: `/referrals/${id}/told-by-telephone`, body: { told, answer, at } })
    if (!sent) return
    setTold(undefined)
    setAnswer(undefined)
  }
  return (
    <details className="step">
      <summary>{say(again ? 'telephone.write-up.another' : 'telephone.write-up')}</summary>
      <Form onSubmit={() => void submit()} problem={problem}>
        <OneOf
          name="/told"
          label={say('telephone.told')}
          hint={say('telephone.told.hint')}
          value={told}
          onChange={setTold}
          options={ANSWERING.map((code) => ({ code, word: word('role', code) }))}
        />
        <OneOf
          name="/answer"
          label={say('telephone.answer')}
          value={answer}
          onChange={setAnswer}
          down
          options={FAMILIES['spoken-answer'].map((code) => ({ code, word: word('spoken-answer', code) }))}
        />
        <MomentField name="/at" label={say('telephone.at')} value={at} onChange={setAt} required />
        <div>
          <Button submit pending={pending} disabled={!told || !answer || !at}>
            {say('telephone.save')}
          </Button>
        </div>
      </Form>
    </details>
  )
}
