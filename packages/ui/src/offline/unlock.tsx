import { useEffect, useState } from 'react'
import { Button } from '../components/button.tsx'
import { Page } from '../components/page.tsx'
import { When } from '../components/when.tsx'
import { useReading } from '../i18n/reading.tsx'
import { CheckedForm, type Faults } from './checked-form.tsx'
import type { Stands } from './device-state.ts'
import { askPasskey } from './passkey.ts'
import { MOST_FAILURES } from './pin.ts'
import { PinField } from './pin-field.tsx'
import { useDevice } from './use-device.tsx'
import { WipeButton } from './wipe-button.tsx'

const NONE: Faults = {}
const SECOND = 1000

/** Asks for the PIN, and says nothing of what is behind it. */
export function Unlock({ stands }: { stands: Extract<Stands, { name: 'locked' }> }) {
  const { say } = useReading()
  const { device } = useDevice()
  const [pin, setPin] = useState('')
  const [working, setWorking] = useState(false)
  const [faults, setFaults] = useState(NONE)
  const blocked = useBlocked(stands.blockedUntil)
  const submit = async () => {
    setWorking(true)
    const opened = await device.unlock(pin).catch(() => undefined)
    setWorking(false)
    setPin('')
    if (opened === undefined) setFaults({ '/pin': say('offline.cannot') })
    if (opened === false) setFaults({ '/pin': say('offline.pin.wrong') })
  }
  const touch = async () => {
    if (!stands.passkey) return
    const answer = await askPasskey(stands.passkey).catch(() => undefined)
    if (answer === undefined || !(await device.unlockByPasskey(answer))) setFaults({ '/pin': say('offline.passkey.failed') })
  }
  return (
    <Page title={say('offline.app')}>
      <div className="card unlock">
        <CheckedForm faults={faults} onSubmit={() => void submit()}>
          <PinField name="/pin" label={say('offline.pin')} value={pin} onChange={setPin} />
          {stands.failures > 0 && <p className="small">{say('offline.pin.left', { left: MOST_FAILURES - stands.failures })}</p>}
          {blocked && stands.blockedUntil !== null && (
            <p role="status">
              {say('offline.pin.blocked')} <When at={stands.blockedUntil} hour />
            </p>
          )}
          <div className="row">
            <Button submit look="primary" pending={working} disabled={blocked || pin === ''}>
              {say('offline.unlock')}
            </Button>
            {stands.passkey && <Button onPress={() => void touch()}>{say('offline.unlock.passkey')}</Button>}
          </div>
        </CheckedForm>
      </div>
      <div>
        <WipeButton />
      </div>
    </Page>
  )
}

/** Whether nobody may try yet. */
function useBlocked(until: string | null): boolean {
  const [now, setNow] = useState(() => Date.now())
  const blocked = until !== null && Date.parse(until) > now
  useEffect(() => {
    if (!blocked) return
    const timer = setInterval(() => setNow(Date.now()), SECOND)
    return () => clearInterval(timer)
  }, [blocked])
  return blocked
}
