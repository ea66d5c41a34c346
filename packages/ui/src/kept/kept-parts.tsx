import type { KeptPart } from '@ihala/contract'
import { TableFrame } from '../components/table-frame.tsx'
import { When } from '../components/when.tsx'
import { heldWord } from '../holds/held-word.ts'
import { useReading } from '../i18n/reading.tsx'
import { lawWord } from '../my-data/words.ts'

/** Part by part: why it stays, by which article, and its last day. Of a person's own `file`, all that was written is one part. */
export function KeptParts({ kept, file }: { kept: readonly KeptPart[]; file: boolean }) {
  const reading = useReading()
  const { say, word } = reading
  return (
    <TableFrame label={say('kept.parts')}>
      <table className="as-cards">
        <thead>
          <tr>
            <th scope="col">{say('kept.part')}</th>
            <th scope="col">{say('kept.ground')}</th>
            <th scope="col">{say('kept.law')}</th>
            <th scope="col">{say('kept.until')}</th>
          </tr>
        </thead>
        <tbody>
          {kept.map((one) => (
            <tr key={`${one.part}-${one.law}-${one.article}-${one.until}`}>
              <th scope="row">{file && one.part === 'own' ? say('holds.on.own') : heldWord(reading, one.part)}</th>
              <td data-label={say('kept.ground')}>{word('kept-ground', one.ground)}</td>
              <td data-label={say('kept.law')}>{lawWord(reading, one.law, one.article)}</td>
              <td data-label={say('kept.until')}>
                <When at={one.until} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  )
}
