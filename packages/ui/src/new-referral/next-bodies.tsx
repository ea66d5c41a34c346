import type { MemberView } from '@ihala/contract'
import { Button } from '../components/button.tsx'
import { OneOf, Tick } from '../components/choice-field.tsx'
import { PickField } from '../components/pick-field.tsx'
import { useReading } from '../i18n/reading.tsx'
import { MOST_NEXT, mayOpen, type NextBody } from './draft.ts'
import type { QuestionProps } from './recipient-question.tsx'

/** J-2, c15: whom the person wants asked when this body declines or does not answer, in their own order, or at the same time: each with a yes of its own. */
export function NextBodies({ draft, onChange, members }: QuestionProps & { members: readonly MemberView[] }) {
  const { say, name, word, list, number } = useReading()
  const { next, consent } = draft
  const put = (bodies: readonly NextBody[]) => onChange({ ...draft, next: bodies })
  const called = (entityId: string) => {
    const member = members.find((one) => one.entityId === entityId)
    return member ? name(member.names) : entityId
  }
  const left = members.filter(({ entityId }) => !consent.excluded.includes(entityId) && next.every(({ to }) => to !== entityId))
  const opened = ({ takes }: NextBody) =>
    list(consent.categories.filter((category) => category === 'need' || mayOpen(category, takes)).map((code) => word('category', code)))
  return (
    <fieldset className="stack-tight">
      <legend>{say('new.ask.next')}</legend>
      <p className="small muted">{say('new.ask.next.hint')}</p>
      {next.length > 0 && (
        <ol className="stack">
          {next.map((body, index) => (
            <li key={body.to} className="stack-tight">
              <span className="row spread">
                <span>
                  {!draft.together && <span className="badge numbers">{number(index + 1)}</span>} <strong>{called(body.to)}</strong>{' '}
                  <span className="small muted">{opened(body)}</span>
                </span>
                <Button look="quiet" onPress={() => put(next.filter(({ to }) => to !== body.to))}>
                  {say('do.remove')} <span className="only-heard">{called(body.to)}</span>
                </Button>
              </span>
              <Tick
                name={`/next/${index}/agreed`}
                label={say('new.ask.next.agreed', { body: called(body.to) })}
                value={body.agreed}
                onChange={(agreed) => put(next.map((one) => (one.to === body.to ? { ...one, agreed } : one)))}
              />
            </li>
          ))}
        </ol>
      )}
      {next.length > 0 && (
        <OneOf
          name="/together"
          label={say('new.ask.together')}
          value={draft.together ? 'together' : 'in-order'}
          onChange={(answer) => onChange({ ...draft, together: answer === 'together' })}
          down
          options={[
            { code: 'in-order', word: say('new.in-order') },
            { code: 'together', word: say('new.together') },
          ]}
        />
      )}
      {next.length < MOST_NEXT && left.length > 0 && (
        <PickField
          key={next.length}
          name="/next"
          label={say('new.ask.next.add')}
          value={undefined}
          onChange={(code) => {
            const member = left.find(({ entityId }) => entityId === code)
            if (member) put([...next, { to: member.entityId, takes: member.takes, agreed: false }])
          }}
          options={left.map(({ entityId, names }) => ({ code: entityId, word: name(names) }))}
        />
      )}
    </fieldset>
  )
}
