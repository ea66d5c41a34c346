import { Link } from 'wouter'
import { fieldSentenceOf, sentenceOf } from '../api/problem.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { Sep } from '../components/sep.tsx'
import { ShortWhen } from '../components/when.tsx'
import { isolate } from '../i18n/isolate.ts'
import { useReading } from '../i18n/reading.tsx'
import { bothInWords } from '../person/names.ts'
import { withRowId } from './known.ts'
import { lackOf } from './missing.ts'
import { MissingFields } from './missing-fields.tsx'
import { namesOf, peopleOf } from './people.ts'
import { PersonName } from './person-name.tsx'
import { aboutOf } from './photo-about.ts'
import { type DeviceDraft, type DraftState, isTooOld, mayChange, waitsFor } from './queue.ts'
import { useDevice } from './use-device.tsx'
import { wayTo } from './use-led-to.ts'
import { useDraftWord } from './words.ts'

const TONE: Readonly<Record<DraftState['name'], string>> = { writing: '', ready: 'calm', unsure: 'warn', refused: 'danger' }

/** One draft: what it is, how it stands, what is wrong, and what may be done. */
export function DraftRow({ draft }: { draft: DeviceDraft }) {
  const { say, list, locale, word: codeWord } = useReading()
  const { device, own, state } = useDevice()
  const word = useDraftWord()
  const { state: stands } = draft
  const old = isTooOld(stands, new Date().toISOString())
  const lack = lackOf(draft, own)
  const whom = (ids: readonly string[]) => peopleOf(state).filter(({ id, name }) => ids.includes(id) && name !== '')
  const named = (ids: readonly string[]) => list(whom(ids).map((person) => bothInWords(person, locale.language)))
  const title =
    draft.what === 'person' ? (
      <PersonName person={namesOf(draft)} />
    ) : draft.what === 'photo' ? (
      codeWord('file-about', aboutOf(draft.form))
    ) : whom(draft.about).length > 0 ? (
      named(draft.about)
    ) : draft.label !== '' ? (
      isolate(draft.label)
    ) : (
      say('offline.no-name')
    )
  const waits = waitsFor(draft, withRowId(state.sent, state.known))
  return (
    <li className="card draft-row">
      <div className="row spread">
        <strong>{title}</strong>
        <span className={`badge ${TONE[stands.name]}`}>{say(`draft-state.${stands.name}`)}</span>
      </div>
      <p className="small muted">
        {word(draft.what)}
        <Sep />
        <ShortWhen at={draft.madeAt} />
      </p>
      {stands.name === 'writing' && lack.fields.length === 0 && <p className="small">{say('offline.only-done')}</p>}
      {stands.name === 'writing' && (
        <MissingFields lack={lack} way={(field, words) => <Link href={wayTo(draft.id, field)}>{words}</Link>} />
      )}
      {stands.name !== 'writing' && waits.length > 0 && (
        <p className="small">
          {say('offline.goes-after')} {named(waits)}
        </p>
      )}
      {stands.name === 'unsure' && <p className="small">{say(old ? 'offline.too-old' : 'offline.unsure')}</p>}
      {stands.name === 'refused' && (
        <p className="wrong-line">
          {say(sentenceOf(stands), { code: stands.code, id: '–' })}
          {stands.rule !== null && <> {say(fieldSentenceOf({ ...stands, rule: stands.rule }))}</>}
        </p>
      )}
      <div className="row">
        {mayChange(stands) && (
          <LinkButton to={stands.name === 'refused' && stands.field !== null ? wayTo(draft.id, stands.field) : `/drafts/${draft.id}`}>
            {say('offline.open')}
          </LinkButton>
        )}
        {old && <Button onPress={() => void device.sendAnew(draft.id)}>{say('offline.send-anew')}</Button>}
        <Button look="quiet" onPress={() => void device.remove(draft.id)}>
          {say('do.remove')} <span className="only-heard">{title}</span>
        </Button>
      </div>
    </li>
  )
}
