import { useState } from 'react'
import { useSend } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { Notice, ProblemNotice } from '../components/notice.tsx'
import { Card } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'

/** M6: the data-protection officer seals who somebody is; two people open it then, to one, for an hour. */
export function SealCard({ id }: { id: string }) {
  const { say } = useReading()
  const [sealed, setSealed] = useState<boolean>()
  const { send, pending, problem } = useSend()
  const seal = async (wanted: boolean) => {
    if (await send({ method: 'POST', path: `/people/${id}/seal`, body: { sealed: wanted } })) setSealed(wanted)
  }
  return (
    <Card title={say('seal.title')}>
      <div className="stack">
        <p className="small muted">{say('seal.about')}</p>
        {sealed !== undefined && <Notice tone="good">{say(sealed ? 'seal.sealed' : 'seal.unsealed')}</Notice>}
        <ProblemNotice problem={problem} />
        <div className="row">
          <Button pending={pending} onPress={() => void seal(true)}>
            {say('seal.seal')}
          </Button>
          <Button look="quiet" pending={pending} onPress={() => void seal(false)}>
            {say('seal.unseal')}
          </Button>
        </div>
      </div>
    </Card>
  )
}
