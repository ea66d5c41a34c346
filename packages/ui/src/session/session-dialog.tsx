import { useEffect, useState } from 'react'
import { Dialog } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useSession } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { useReading } from '../i18n/reading.tsx'
import { secondsUntil } from './session-stand.ts'
import type { SessionStage, SessionWatch } from './session-watch.ts'
import { SIGN_IN_AGAIN } from './sign-in-again.ts'

/** What is asked near the end of a session, and after it. It cannot be put away without an answer. */
export function SessionDialog({ watch: { stage, look } }: { watch: SessionWatch }) {
  const covered = stage.stage === 'ended' || stage.stage === 'other'
  return (
    <ModalOverlay className={covered ? 'dialog-shade covering' : 'dialog-shade over'} isOpen isKeyboardDismissDisabled>
      <Modal className="dialog">
        <Dialog role="alertdialog">
          <Asked stage={stage} look={look} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Asked({ stage, look }: SessionWatch) {
  const { say, name } = useReading()
  const { staff } = useSession()
  const [asked, setAsked] = useState(false)
  const again = async () => {
    await look(true)
    setAsked(true)
  }
  switch (stage.stage) {
    case 'open':
      return null
    case 'ending':
      return (
        <>
          <Heading slot="title" level={2}>
            {say('session.ending')}
          </Heading>
          <Left stage={stage} />
          <p>{say(stage.end.final ? 'session.ending.final' : 'session.ending.about')}</p>
          <div className="row">
            {stage.end.final ? (
              <SignInAgain />
            ) : (
              <Button look="primary" onPress={() => void look(true)}>
                {say('session.stay')}
              </Button>
            )}
          </div>
        </>
      )
    case 'ended':
      return (
        <>
          <Heading slot="title" level={2}>
            {say('session.ended')}
          </Heading>
          <p>{say('session.ended.about')}</p>
          <div className="row">
            <SignInAgain />
            <Button onPress={() => void again()}>{say('session.go-on')}</Button>
          </div>
          <p role="status">{asked && say('session.not-yet')}</p>
        </>
      )
    case 'other':
      return (
        <>
          <Heading slot="title" level={2}>
            {say('session.other')}
          </Heading>
          <p>{say('session.other.about', { other: name(stage.names), me: name(staff.names) })}</p>
          <div className="row">
            <SignInAgain />
            <Button look="danger" onPress={() => window.location.assign('/desk/')}>
              {say('session.begin-anew')}
            </Button>
          </div>
        </>
      )
    default:
      return stage satisfies never
  }
}

function SignInAgain() {
  const { say } = useReading()
  return (
    <a className="button primary" href={SIGN_IN_AGAIN} target="_blank" rel="noreferrer">
      {say('session.sign-in')}
    </a>
  )
}

/** Counts down for the eye; whoever listens hears it once, with the question. */
function Left({ stage: { end } }: { stage: Extract<SessionStage, { stage: 'ending' }> }) {
  const { say } = useReading()
  const [seconds, setSeconds] = useState(() => secondsUntil(end, Date.now()))
  useEffect(() => {
    const timer = setInterval(() => setSeconds(secondsUntil(end, Date.now())), 1_000)
    return () => clearInterval(timer)
  }, [end])
  return (
    <p className="countdown numbers" role="timer" aria-live="off">
      {say('session.left', { seconds })}
    </p>
  )
}
