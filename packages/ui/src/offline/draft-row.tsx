import { fieldSentenceOf, sentenceOf } from '../api/problem.ts'
import { Button, LinkButton } from '../components/button.tsx'
import { Sep } from '../components/sep.tsx'
import { ShortWhen } from '../components/when.tsx'
import { isolate } from '../i18n/isolate.ts'
import { useReading } from '../i18n/reading.tsx'
import { withRowId } from './known.ts'
import { peopleOf } from './people.ts'
import { type DeviceDraft, type DraftState, isTooOld, mayChange, waitsFor } from './queue.ts'
import { useDevice } from './use-device.tsx'
import { useDraftWord } from './words.ts'

const TONE: Readonly<Record<DraftState['name'], string>> = { writing: '', ready: 'calm', unsure: 'warn', refused: 'danger' }

/** One draft: what it is, how it stands, what is wrong, and what may be done. */
export function DraftRow({ draft }: { draft: DeviceDraft }) {
  const { say, list } = useReading()
  const { device, state } = useDevice()
  const word = useDraftWord()
  const { state: stands } = draft
  const old = isTooOld(stands, new Date().toISOString())
  const named = (ids: readonly string[]) => list(peopleOf(state).flatMap(({ id, label }) => (ids.includes(id) ? [isolate(label)] : [])))
  const title = draft.label !== '' ? isolate(draft.label) : draft.about.length > 0 ? named(draft.about) : say('offline.no-name')
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
      {stands.name !== 'writing' && waits.length > 0 && (
        <p className="small">
          {say('offline.goes-after')} {named(waits)}
        </p>
      )}
      {stands.name === 'unsure' && <p className="small">{say(old ? 'offline.too-old' : 'offline.unsure')}</p>}
      {stands.name === 'refused' && (
        <p className="wrong-line">
          {say(sentenceOf(stands), { code: stands.code, id: '–' })}
          {stands.field !== null && (
            <>
              {' '}
              {say('problem.at-field', { field: stands.field })} {say(fieldSentenceOf({ ...stands, rule: stands.rule ?? undefined }))}
            </>
          )}
        </p>
      )}
      <div className="row">
        {mayChange(stands) && <LinkButton to={`/drafts/${draft.id}`}>{say('offline.open')}</LinkButton>}
        {old && <Button onPress={() => void device.sendAnew(draft.id)}>{say('offline.send-anew')}</Button>}
        <Button look="quiet" onPress={() => void device.remove(draft.id)}>
          {say('do.remove')} <span className="only-heard">{title}</span>
        </Button>
      </div>
    </li>
  )
}
