import { Suspense } from 'react'
import { Link } from 'wouter'
import { Icon } from '../components/icon.tsx'
import { Sep } from '../components/sep.tsx'
import { useReading } from '../i18n/reading.tsx'
import { useKeptProgram } from './program.ts'
import { useDevice } from './use-device.tsx'
import { useOnline } from './use-online.ts'

/** How many drafts have not been sent: always in sight, with a network too, and while the device is locked. What counts is said later. */
export function WaitingCount() {
  return (
    <Suspense fallback={null}>
      <Count />
    </Suspense>
  )
}

function Count() {
  const { say } = useReading()
  const { state } = useDevice()
  const online = useOnline()
  const newer = useKeptProgram()
  const { waiting, sending, stands } = state
  // Before anything is kept here the menu alone names the notebook.
  const tells = waiting > 0 || stands.name !== 'none' || !online
  return (
    <>
      {tells && (
        <Link href="/drafts" className={waiting > 0 ? 'waiting-count some' : 'waiting-count'}>
          <Icon name={waiting > 0 ? 'sent' : stands.name === 'none' ? 'note' : 'tick'} size={18} />
          <span role="status">
            {waiting > 0 ? say('offline.count', { count: waiting }) : say(stands.name === 'none' ? 'offline.app' : 'offline.count.none')}
            {(!online || sending) && (
              <>
                <Sep />
                {say(online ? 'wait.sending' : 'offline.no-signal')}
              </>
            )}
          </span>
        </Link>
      )}
      {newer && (
        <button type="button" className="button quiet" onClick={newer.use}>
          {say('offline.newer')}
        </button>
      )}
    </>
  )
}
