import type { MemberView } from '@ihala/contract'
import { OneOf, Tick } from '../components/choice-field.tsx'
import { Notice } from '../components/notice.tsx'
import { PickField } from '../components/pick-field.tsx'
import { FAMILIES } from '../i18n/families.ts'
import { useReading } from '../i18n/reading.tsx'
import { SPOKEN } from '../person/languages.ts'
import { type ConsentDraft, needsGuardian, noticeFor } from './draft.ts'
import { NoticeShown } from './notice-shown.tsx'
import type { QuestionProps } from './recipient-question.tsx'

/** How was the person told, in which language, by whom, and how did they say yes? */
export function ToldQuestion({ draft, onChange, to }: QuestionProps & { to: MemberView | undefined }) {
  const { say, word, name, languageName } = useReading()
  const { consent } = draft
  const put = (change: Partial<ConsentDraft>) => onChange({ ...draft, consent: { ...consent, ...change } })
  const own = draft.need.languages.map(({ code }) => code)
  const languages = [...new Set<string>([...own, ...SPOKEN])].filter((code) => noticeFor(code) !== undefined)
  return (
    <>
      <h2>{say('new.ask.told')}</h2>
      <Notice>
        <p>{say('new.notice', { partner: to ? name(to.names) : '' })}</p>
        <p>{say('new.notice.limits')}</p>
      </Notice>
      <PickField
        name="/consent/basis/evidence/language"
        label={say('new.ask.notice-language')}
        value={consent.language}
        onChange={(language) => put({ language })}
        options={languages.map((code) => ({ code, word: languageName(code) }))}
        required
      />
      {consent.language !== undefined && <NoticeShown language={consent.language} />}
      <OneOf
        name="/consent/basis/evidence/interpreter"
        label={say('new.ask.interpreter')}
        hint={say('new.ask.interpreter.hint')}
        value={consent.interpreter}
        onChange={(interpreter) => put({ interpreter })}
        options={FAMILIES.interpreter.map((code) => ({ code, word: word('interpreter', code) }))}
      />
      <OneOf
        name="/consent/basis/evidence/howGiven"
        label={say('new.ask.how-given')}
        value={consent.howGiven}
        onChange={(howGiven) => put({ howGiven })}
        options={FAMILIES['how-given'].map((code) => ({ code, word: word('how-given', code) }))}
      />
      <div className="choices down">
        <Tick
          name="/consent/basis/evidence/understood"
          label={say('new.told.understood')}
          value={consent.understood}
          onChange={(understood) => put({ understood })}
        />
        <Tick
          name="/consent/basis/evidence/readBack"
          label={say('new.told.read-back')}
          value={consent.readBack}
          onChange={(readBack) => put({ readBack })}
        />
        <Tick
          name="/consent/basis/evidence/privatelyConfirmed"
          label={say('new.told.private')}
          value={consent.privatelyConfirmed}
          onChange={(privatelyConfirmed) => put({ privatelyConfirmed })}
        />
        <Tick
          name="/consent/basis/evidence/witnessed"
          label={say(consent.howGiven !== undefined && consent.howGiven !== 'signature' ? 'new.told.witnessed.must' : 'new.told.witnessed')}
          value={consent.witnessed}
          onChange={(witnessed) => put({ witnessed })}
        />
      </div>
      <OneOf
        name="/consent/basis/evidence/coolingOff"
        label={say('new.ask.cooling-off')}
        value={consent.coolingOff}
        onChange={(coolingOff) => put({ coolingOff })}
        options={FAMILIES['cooling-off']
          .filter((code) => code !== 'immediate' || draft.need.urgency === 'immediate')
          .map((code) => ({ code, word: word('cooling-off', code) }))}
      />
      {needsGuardian(draft.need) && (
        <>
          <Notice tone="warn">{say('new.guardian.about')}</Notice>
          <OneOf
            name="/consent/basis/guardian"
            label={say('new.ask.guardian')}
            value={consent.guardian}
            onChange={(guardian) => put({ guardian })}
            options={FAMILIES.guardian.map((code) => ({ code, word: word('guardian', code) }))}
          />
          <OneOf
            name="/consent/basis/standing/relation"
            label={say('new.ask.guardian-relation')}
            value={consent.guardianRelation}
            onChange={(guardianRelation) => put({ guardianRelation })}
            options={FAMILIES['guardian-relation'].map((code) => ({ code, word: word('guardian-relation', code) }))}
          />
          <OneOf
            name="/consent/basis/standing/inMatter"
            label={say('new.ask.guardian-in-matter')}
            hint={say('new.ask.guardian-in-matter.hint')}
            value={consent.guardianInMatter}
            onChange={(guardianInMatter) => put({ guardianInMatter })}
            options={FAMILIES['guardian-in-matter'].map((code) => ({ code, word: word('guardian-in-matter', code) }))}
          />
          <Tick name="/consent/basis/assent" label={say('new.told.assent')} value={consent.assent} onChange={(assent) => put({ assent })} />
        </>
      )}
    </>
  )
}
