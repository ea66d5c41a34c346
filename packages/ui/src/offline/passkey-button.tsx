import { useEffect, useState } from 'react'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { useReading } from '../i18n/reading.tsx'
import { CheckedForm, type Faults } from './checked-form.tsx'
import { hasPasskeys, makePasskey } from './passkey.ts'
import { PinField } from './pin-field.tsx'
import { useDevice } from './use-device.tsx'

/** Lets a finger or a face open the device too, where it has passkeys. The PIN is asked for once more. */
export function PasskeyButton() {
  const { say } = useReading()
  const { device, state } = useDevice()
  const [possible, setPossible] = useState(false)
  const [asked, setAsked] = useState(false)
  const [pin, setPin] = useState('')
  const [working, setWorking] = useState(false)
  const [faults, setFaults] = useState<Faults>({})
  useEffect(() => {
    void hasPasskeys().then(setPossible)
  }, [])
  if (!possible || state.stands.name !== 'open' || state.stands.passkey) return null
  const submit = async () => {
    setWorking(true)
    const made = await makePasskey(say('offline.app')).catch(() => undefined)
    const added = made ? await device.addPasskey(pin, made) : undefined
    setWorking(false)
    setPin('')
    if (added) return setAsked(false)
    setFaults({ '/pin': say(made ? 'offline.pin.wrong' : 'offline.passkey.failed') })
  }
  return (
    <>
      <Button onPress={() => setAsked(true)}>{say('offline.passkey.add')}</Button>
      <Dialog title={say('offline.passkey.add')} open={asked} onClose={() => setAsked(false)}>
        <CheckedForm faults={faults} onSubmit={() => void submit()}>
          <p className="small muted">{say('offline.passkey.about')}</p>
          <PinField name="/pin" label={say('offline.pin')} value={pin} onChange={setPin} />
          <div className="row">
            <Button submit look="primary" pending={working} disabled={pin === ''}>
              {say('offline.passkey.do')}
            </Button>
            <Button onPress={() => setAsked(false)}>{say('do.not-now')}</Button>
          </div>
        </CheckedForm>
      </Dialog>
    </>
  )
}
