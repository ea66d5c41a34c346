import { ErasablePart, type MyData } from '@ihala/contract'
import { useSession } from '../api/hooks.tsx'
import { Card } from '../components/page.tsx'
import { TableFrame } from '../components/table-frame.tsx'
import { useReading } from '../i18n/reading.tsx'
import { type Column, columnsOf, partsIn, type Standing } from './lines.ts'
import { partWord } from './words.ts'

const TONES: Readonly<Record<Standing, string>> = {
  held: 'badge accent',
  kept: 'badge warn',
  erased: 'badge good',
  told: 'badge warn',
  sent: 'badge calm',
}

/** The picture of it all: what lies where now. On a narrow screen each part is a card. */
export function WhoHasWhat({ data, nameOf }: { data: MyData; nameOf: (entityId: string) => string | undefined }) {
  const reading = useReading()
  const { say, word, name } = reading
  const { organisation } = useSession()
  const columns = columnsOf(data, organisation)
  const parts = partsIn(columns, ErasablePart.enum)
  if (parts.length === 0) return null
  const called = ({ key, body, kind }: Column) =>
    key === 'us' ? name(organisation.names) : body === null ? word('kind', kind) : (nameOf(body) ?? body)
  return (
    <Card title={say('my-data.who-has-what')}>
      <TableFrame label={say('my-data.who-has-what')}>
        <table className="as-cards">
          <thead>
            <tr>
              <th scope="col">{say('my-data.part')}</th>
              {columns.map((column) => (
                <th key={column.key} scope="col">
                  {called(column)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <tr key={part}>
                <th scope="row">{partWord(reading, part)}</th>
                {columns.map((column) => (
                  <td key={column.key} data-label={called(column)}>
                    <Cell column={column} stands={column.stands.get(part)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Card>
  )
}

function Cell({ column, stands }: { column: Column; stands: Standing | undefined }) {
  const { say } = useReading()
  if (stands) return <span className={TONES[stands]}>{say(`my-data.now.${stands}`)}</span>
  return <span className="muted small">{say(column.answered ? 'my-data.now.none' : 'my-data.now.not-said')}</span>
}
