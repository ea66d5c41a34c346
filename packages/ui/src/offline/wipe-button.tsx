import { useState } from 'react'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { useReading } from '../i18n/reading.tsx'
import { useDevice } from './use-device.tsx'

/** Destroys all that is kept here: one press, and one that says it was meant. */
export function WipeButton() {
  const { say } = useReading()
  const { device, state } = useDevice()
  const [asked, setAsked] = useState(false)
  return (
    <>
      <Button look="danger" onPress={() => setAsked(true)}>
        {say('offline.wipe')}
      </Button>
      <Dialog title={say('offline.wipe.sure')} open={asked} onClose={() => setAsked(false)}>
        <p>{say('offline.wipe.about', { count: state.waiting })}</p>
        <div className="row">
          <Button look="danger" onPress={() => void device.wipe()}>
            {say('offline.wipe.do')}
          </Button>
          <Button onPress={() => setAsked(false)}>{say('do.not-now')}</Button>
        </div>
      </Dialog>
    </>
  )
}
