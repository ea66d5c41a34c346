import type { Names } from '@ihala/contract'
import {
  Button,
  Card,
  DateField,
  Empty,
  Form,
  Page,
  PickField,
  Read,
  TableFrame,
  TextField,
  useRead,
  useReading,
  useSend,
  When,
} from '@ihala/ui'
import { useState } from 'react'

/** The only training mark screening asks for (D-12). */
const MARK = 'interviewing-victims'

/** GET /staff-marks. */
interface Marks {
  readonly staff: readonly { readonly sub: string; readonly names: Names }[]
  readonly marks: readonly { readonly id: string; readonly sub: string; readonly mark: string; readonly validUntil: string }[]
}

/** Training marks of staff: without “interviewing victims” nobody screens or opens testimony (D-12). */
export default function MarksPage() {
  const { say, word, name } = useReading()
  const marks = useRead<Marks>('/staff-marks')
  const [sub, setSub] = useState('')
  const [given, setGiven] = useState(0)
  const [validUntil, setValidUntil] = useState<string>()
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (!(await send({ method: 'POST', path: '/staff-marks', body: { sub, mark: MARK, validUntil } }))) return
    setSub('')
    setGiven(given + 1)
  }
  return (
    <Page title={say('marks.title')} about={say('marks.about')}>
      <Read from={marks}>
        {({ marks: all, staff }) =>
          all.length === 0 ? (
            <Empty title={say('marks.empty')} />
          ) : (
            <TableFrame label={say('marks.title')}>
              <table className="as-cards">
                <thead>
                  <tr>
                    <th scope="col">{say('marks.staff')}</th>
                    <th scope="col">{say('marks.mark')}</th>
                    <th scope="col">{say('marks.until')}</th>
                  </tr>
                </thead>
                <tbody>
                  {all.map((mark) => (
                    <tr key={mark.id}>
                      <th scope="row">
                        <Member sub={mark.sub} staff={staff} />
                      </th>
                      <td data-label={say('marks.mark')}>{word('mark', mark.mark)}</td>
                      <td data-label={say('marks.until')}>
                        <When at={mark.validUntil} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
          )
        }
      </Read>
      <Card title={say('marks.give')}>
        <Form onSubmit={() => void submit()} problem={problem}>
          <div className="field-grid">
            <PickField
              key={`${given} ${marks.content?.staff.length}`}
              name="/member"
              label={say('marks.staff')}
              value={marks.content?.staff.some((one) => one.sub === sub) ? sub : undefined}
              onChange={(chosen) => setSub(chosen ?? '')}
              options={(marks.content?.staff ?? []).map((one) => ({ code: one.sub, word: name(one.names) }))}
            />
            <TextField
              name="/sub"
              label={say('marks.sub')}
              hint={say('marks.sub.hint')}
              value={sub}
              onChange={setSub}
              longest={200}
              direction="ltr"
              required
            />
            <DateField name="/validUntil" label={say('marks.until')} value={validUntil} onChange={setValidUntil} required />
          </div>
          <div>
            <Button submit look="primary" pending={pending} disabled={sub.trim() === '' || !validUntil}>
              {say('marks.give')}
            </Button>
          </div>
        </Form>
      </Card>
    </Page>
  )
}

/** Whoever signed in by name, the account below it; who did not yet, by account alone. */
function Member({ sub, staff }: { sub: string; staff: Marks['staff'] }) {
  const { name } = useReading()
  const known = staff.find((one) => one.sub === sub)
  if (!known) return <bdi>{sub}</bdi>
  return (
    <span className="two-lines">
      {name(known.names)}
      <bdi className="small muted">{sub}</bdi>
    </span>
  )
}
