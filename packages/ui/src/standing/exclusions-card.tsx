import type { MemberList, PersonExclusions } from '@ihala/contract'
import { useState } from 'react'
import type { Static } from 'typebox'
import { useRead, useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { ManyOf } from '../components/choice-field.tsx'
import { Form } from '../components/form.tsx'
import { Notice } from '../components/notice.tsx'
import { Card, Read, Terms } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'

type Members = Static<typeof MemberList>['members']

/** Bodies that must never learn of the person, whoever of us refers them; those that a consent names stay for as long as it is kept. */
export function ExclusionsCard({ id }: { id: string }) {
  const { say, name, list } = useReading()
  const exclusions = useRead<PersonExclusions>(`/people/${id}/exclusions`)
  const members = useRead<Static<typeof MemberList>>('/members')
  const [changing, setChanging] = useState(false)
  return (
    <Card title={say('exclusions.title')}>
      <Read from={members}>
        {({ members: all }) => (
          <Read from={exclusions}>
            {(now) => {
              const called = (bodies: readonly string[]) =>
                list(bodies.map((entityId) => name(all.find((one) => one.entityId === entityId)?.names ?? { ar: entityId, en: entityId })))
              return changing ? (
                <Change id={id} now={now} members={all} called={called} onDone={() => setChanging(false)} />
              ) : (
                <div className="stack">
                  <p className="small muted">{say('exclusions.about')}</p>
                  {now.excluded.length + now.byConsent.length === 0 ? (
                    <p className="muted">{say('exclusions.none')}</p>
                  ) : (
                    <Terms
                      pairs={[
                        [say('exclusions.here'), now.excluded.length > 0 && called(now.excluded)],
                        [say('exclusions.by-consent'), now.byConsent.length > 0 && called(now.byConsent)],
                      ]}
                    />
                  )}
                  <div>
                    <Button onPress={() => setChanging(true)}>{say('exclusions.change')}</Button>
                  </div>
                </div>
              )
            }}
          </Read>
        )}
      </Read>
    </Card>
  )
}

interface ChangeProps {
  readonly id: string
  readonly now: PersonExclusions
  readonly members: Members
  readonly called: (bodies: readonly string[]) => string
  readonly onDone: () => void
}

/** The file may have moved on meanwhile: then both lists are shown, and a person decides (D11). */
function Change({ id, now, members, called, onDone }: ChangeProps) {
  const { say, name, word, between } = useReading()
  const [seen, setSeen] = useState(now)
  const [chosen, setChosen] = useState<readonly string[]>(now.excluded)
  const { send, pending, problem, forget } = useSend()
  const overtaken = now.version !== seen.version
  const submit = async () => {
    const body = { excluded: chosen }
    if (await send({ method: 'PUT', path: `/people/${id}/exclusions`, body, version: seen.version })) onDone()
  }
  const goOn = (excluded: readonly string[]) => {
    setChosen(excluded)
    setSeen(now)
    forget()
  }
  const nobody = say('exclusions.nobody')
  const others = members.filter(({ self }) => !self)
  return (
    <Form onSubmit={() => void submit()} problem={overtaken ? undefined : problem}>
      {overtaken && (
        <Notice tone="warn">
          <p>
            <strong>{say('conflict-of-versions.title')}</strong>
          </p>
          <Terms
            pairs={[
              [say('conflict-of-versions.theirs'), now.excluded.length > 0 ? called(now.excluded) : nobody],
              [say('conflict-of-versions.mine'), chosen.length > 0 ? called(chosen) : nobody],
            ]}
          />
          <div className="row">
            <Button onPress={() => goOn(chosen)}>{say('conflict-of-versions.all-mine')}</Button>
            <Button look="quiet" onPress={() => goOn(now.excluded)}>
              {say('conflict-of-versions.all-theirs')}
            </Button>
          </div>
        </Notice>
      )}
      <ManyOf
        name="/excluded"
        label={say('new.ask.excluded')}
        hint={say('new.ask.excluded.hint')}
        value={chosen}
        onChange={setChosen}
        down
        options={[
          ...others.map(({ entityId, names, kind }) => ({ code: entityId, word: `${name(names)}${between}${word('kind', kind)}` })),
          // A body that is no member any more stays excluded until somebody takes it off.
          ...seen.excluded
            .filter((body) => others.every(({ entityId }) => entityId !== body))
            .map((body) => ({ code: body, word: <bdi>{body}</bdi> })),
        ]}
      />
      <div className="row">
        <Button submit look="primary" pending={pending} disabled={overtaken}>
          {say('person.save')}
        </Button>
        <Button onPress={onDone}>{say('do.not-now')}</Button>
      </div>
    </Form>
  )
}
