import type { ReactNode } from 'react'
import { isSignedOut, type ProblemError, sentenceOf } from '../api/problem.ts'
import { useReading } from '../i18n/reading.tsx'
import { SIGN_IN_AGAIN } from '../session/sign-in-again.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

/** Something the reader must know now. Its tone is said by an icon and words too, not by colour alone. */
export function Notice({ tone = 'calm', children }: { tone?: 'calm' | 'good' | 'warn' | 'danger'; children: ReactNode }) {
  return (
    <div className={`notice ${tone}`} role={tone === 'danger' ? 'alert' : 'status'}>
      <Icon name={tone === 'good' ? 'tick' : tone === 'calm' ? 'note' : 'warn'} />
      <div className="stack-tight">{children}</div>
    </div>
  )
}

/** Why it was refused, and what to do. What was typed stays where it is. */
export function ProblemNotice({ problem, again }: { problem: ProblemError | undefined; again?: () => void }) {
  const { say } = useReading()
  if (!problem) return null
  return (
    <Notice tone="danger">
      <p>{say(sentenceOf(problem), { code: problem.code, id: problem.fault ?? '–' })}</p>
      {problem.code === 'version-conflict' && <p>{say('problem.version-conflict.next')}</p>}
      {isSignedOut(problem) && (
        <p>
          <a href={SIGN_IN_AGAIN} target="_blank" rel="noreferrer">
            {say('problem.sign-in-again')}
          </a>
        </p>
      )}
      {again && (
        <p>
          <Button onPress={again}>{say('do.try-again')}</Button>
        </p>
      )}
    </Notice>
  )
}
