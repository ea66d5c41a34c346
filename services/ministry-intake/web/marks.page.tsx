import { Button, Card, DateField, Empty, Form, Page, Read, TableFrame, TextField, useRead, useReading, useSend, When } from '@ihala/ui'
import { useState } from 'react'

/** The only training mark screening asks for (D-12). */
const MARK = 'interviewing-victims'

/** GET /staff-marks. */
interface Marks {
  readonly marks: readonly { readonly id: string; readonly sub: string; readonly mark: string; readonly validUntil: string }[]
}

/** Training marks of staff: without “interviewing victims” nobody screens or opens testimony (D-12). */
export default function MarksPage() {
  const { say, word } = useReading()
  const marks = useRead<Marks>('/staff-marks')
  const [sub, setSub] = useState('')
  const [validUntil, setValidUntil] = useState<string>()
  const { send, pending, problem } = useSend()
  const submit = async () => {
    if (await send({ method: 'POST', path: '/staff-marks', body: { sub, mark: MARK, validUntil } })) setSub('')
  }
  return (
    <Page title={say('marks.title')} about={say('marks.about')}>
      <Read from={marks}>
        {({ marks: all }) =>
          all.length === 0 ? (
            <Empty title={say('marks.empty')} />
          ) : (
            <TableFrame label={say('marks.title')}>
              <table>
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
                        <bdi>{mark.sub}</bdi>
                      </th>
                      <td>{word('mark', mark.mark)}</td>
                      <td>
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
