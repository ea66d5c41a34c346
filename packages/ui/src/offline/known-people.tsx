import type { PersonPage } from '@ihala/contract'
import { useContext, useState } from 'react'
import { SessionContext } from '../api/hooks.tsx'
import { usePages } from '../api/pages.ts'
import { Button } from '../components/button.tsx'
import { ManyOf } from '../components/choice-field.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Form } from '../components/form.tsx'
import { More } from '../components/more.tsx'
import { Card, Read } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { BothNames } from '../person/both-names.tsx'
import { KNOWN_DAYS } from './known.ts'
import { useDevice } from './use-device.tsx'
import { useOnline } from './use-online.ts'

/** People of the office on this device, by name alone; with a network and signed in, who they are is chosen here. */
export function KnownPeople() {
  const { say } = useReading()
  const { state } = useDevice()
  const session = useContext(SessionContext)
  const online = useOnline()
  const [choosing, setChoosing] = useState(false)
  const { known, stands } = state
  const theirs = stands.name === 'open' && session !== undefined && session.staff.id === stands.profile.officer
  return (
    <Card title={say('offline.known')}>
      <div className="stack">
        <p className="small muted">{say('offline.known.about', { days: KNOWN_DAYS })}</p>
        {known.length > 0 && (
          <ul className="stack-tight">
            {known.map(({ id, label, otherName = null }) => (
              <li key={id}>
                <BothNames name={label} otherName={otherName} />
              </li>
            ))}
          </ul>
        )}
        {theirs && online ? (
          <div>
            <Button onPress={() => setChoosing(true)}>{say('offline.known.choose')}</Button>
          </div>
        ) : (
          <p className="small">{say('offline.known.sign-in')}</p>
        )}
      </div>
      {choosing && <ChoosePeople onClose={() => setChoosing(false)} />}
    </Card>
  )
}

/** Whom to take along, of those whose names the office shows this officer. */
function ChoosePeople({ onClose }: { onClose: () => void }) {
  const { say } = useReading()
  const { device, state } = useDevice()
  const people = usePages<PersonPage['items'][number]>('/people')
  const [chosen, setChosen] = useState<readonly string[]>(() => state.known.map(({ id }) => id))
  const shown = (people.reader.content ?? []).filter(({ name }) => name !== '')
  // Who stands on a page that has not been fetched stays as they were taken.
  const others = people.more ? state.known.filter(({ id }) => shown.every((one) => one.id !== id)) : []
  const all = [
    ...shown.map(({ id, name, otherName }) => ({ id, label: name, otherName, takenAt: undefined })),
    ...others.map(({ otherName = null, ...one }) => ({ ...one, otherName })),
  ]
  const take = async () => {
    const now = new Date().toISOString()
    const taken = all.filter(({ id }) => chosen.includes(id))
    await device.takeAlong(taken.map(({ takenAt = now, ...one }) => ({ ...one, takenAt })))
    onClose()
  }
  return (
    <Dialog title={say('offline.known.choose')} open onClose={onClose}>
      <Form onSubmit={() => void take()} problem={undefined}>
        <Read from={people.reader}>
          {() => (
            <>
              <ManyOf
                name="/people"
                label={say('offline.known.whom')}
                hint={say('offline.known.hint')}
                value={chosen}
                onChange={setChosen}
                down
                options={all.map(({ id, label, otherName }) => ({ code: id, word: <BothNames name={label} otherName={otherName} /> }))}
              />
              <More pages={people} />
              <div className="row">
                <Button onPress={() => setChosen(all.map(({ id }) => id))}>{say('offline.known.all')}</Button>
                <Button onPress={() => setChosen([])}>{say('offline.known.nobody')}</Button>
              </div>
            </>
          )}
        </Read>
        <div className="row">
          <Button submit look="primary" disabled={people.reader.content === undefined}>
            {say('offline.known.do')}
          </Button>
          <Button onPress={onClose}>{say('do.not-now')}</Button>
        </div>
      </Form>
    </Dialog>
  )
}
