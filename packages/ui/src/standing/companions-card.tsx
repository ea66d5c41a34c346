import type { Companions, PersonPage } from '@ihala/contract'
import { useState } from 'react'
import { Link } from 'wouter'
import { useRead, useSend } from '../api/hooks.tsx'
import { usePages } from '../api/pages.ts'
import { Button } from '../components/button.tsx'
import { Form } from '../components/form.tsx'
import { More } from '../components/more.tsx'
import { ProblemNotice } from '../components/notice.tsx'
import { Card, Read, Terms } from '../components/page.tsx'
import { PickField } from '../components/pick-field.tsx'
import { useReading } from '../i18n/reading.tsx'
import { ListedPerson } from '../person/listed-person.tsx'
import { readersFirst } from '../person/names.ts'

/** with whom a child came, and which children came with somebody; each has a file of their own, and a say of their own. */
export function CompanionsCard({ id }: { id: string }) {
  const { say } = useReading()
  const companions = useRead<Companions>(`/people/${id}/came-with`)
  const [writing, setWriting] = useState(false)
  const { send, pending, problem } = useSend()
  const alone = () => void send({ method: 'PUT', path: `/people/${id}/came-with`, body: { personId: null } })
  return (
    <Card title={say('came-with.title')}>
      <Read from={companions}>
        {({ personId, children }) => (
          <div className="stack">
            {personId === null && children.length === 0 ? (
              <p className="muted">{say('came-with.nobody')}</p>
            ) : (
              <Terms
                pairs={[
                  [say('came-with.with'), personId !== null && <Link href={`/people/${personId}`}>{say('came-with.file')}</Link>],
                  [
                    say('came-with.children'),
                    children.length > 0 && (
                      <ul key="children">
                        {children.map((child) => (
                          <li key={child}>
                            <Link href={`/people/${child}`}>{say('came-with.file')}</Link>
                          </li>
                        ))}
                      </ul>
                    ),
                  ],
                ]}
              />
            )}
            <ProblemNotice problem={problem} />
            {writing ? (
              <Choose id={id} onDone={() => setWriting(false)} />
            ) : (
              <div className="row">
                <Button onPress={() => setWriting(true)}>{say('came-with.say')}</Button>
                {personId !== null && (
                  <Button look="quiet" pending={pending} onPress={alone}>
                    {say('came-with.alone')}
                  </Button>
                )}
              </div>
            )}
          </div>
        )}
      </Read>
    </Card>
  )
}

function Choose({ id, onDone }: { id: string; onDone: () => void }) {
  const { say, locale } = useReading()
  const [personId, setPersonId] = useState<string>()
  const people = usePages<PersonPage['items'][number]>('/people')
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (await send({ method: 'PUT', path: `/people/${id}/came-with`, body: { personId } })) onDone()
  }
  return (
    <Form onSubmit={() => void submit()} problem={problem}>
      <Read from={people.reader}>
        {(items) => (
          <>
            <PickField
              key={items.length}
              name="/personId"
              label={say('came-with.with')}
              value={personId}
              onChange={setPersonId}
              options={items
                .filter((one) => one.id !== id)
                .map((one) => ({
                  code: one.id,
                  word: readersFirst(one, locale.language).join(' '),
                  shown: <ListedPerson one={one} />,
                }))}
              required
            />
            <More pages={people} />
          </>
        )}
      </Read>
      <div className="row">
        <Button submit look="primary" pending={pending} disabled={personId === undefined}>
          {say('person.save')}
        </Button>
        <Button onPress={onDone}>{say('do.not-now')}</Button>
      </div>
    </Form>
  )
}
