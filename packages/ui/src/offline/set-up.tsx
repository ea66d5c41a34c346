import type { SessionView } from '@ihala/contract'
import { useState } from 'react'
import { Button } from '../components/button.tsx'
import { Notice } from '../components/notice.tsx'
import { Card, Page } from '../components/page.tsx'
import { useReading } from '../i18n/reading.tsx'
import { CheckedForm, type Faults } from './checked-form.tsx'
import { faultOfPin, pinOf, SHORTEST_PIN } from './pin.ts'
import { PinField } from './pin-field.tsx'
import { useDevice } from './use-device.tsx'

const NONE: Faults = {}

/** Makes this device ready for days without a network: a PIN, and if wished one that wipes. */
export function SetUp({ session }: { session: SessionView }) {
  const { say } = useReading()
  const { device } = useDevice()
  const [typed, setTyped] = useState({ pin: '', again: '', wipe: '' })
  const [working, setWorking] = useState(false)
  const [faults, setFaults] = useState(NONE)
  const [pin, again, wipe] = [pinOf(typed.pin), pinOf(typed.again), pinOf(typed.wipe)]
  const plain = (code: 'too-short' | 'too-plain') => say(`offline.pin.${code}`, { count: SHORTEST_PIN })
  const wrong = (): Faults => {
    const faultOfOwn = faultOfPin(pin)
    if (faultOfOwn) return { '/pin': plain(faultOfOwn) }
    if (again !== pin) return { '/again': say('offline.pin.differs') }
    if (wipe === '') return NONE
    const faultOfWipe = faultOfPin(wipe)
    if (faultOfWipe) return { '/wipe': plain(faultOfWipe) }
    return wipe === pin ? { '/wipe': say('offline.pin.same') } : NONE
  }
  const submit = async () => {
    const found = wrong()
    setFaults(found)
    if (Object.keys(found).length > 0) return
    setWorking(true)
    // A browser may throw away what it was not asked to keep.
    await navigator.storage.persist().catch(() => false)
    await device
      .setUp(pin, wipe === '' ? undefined : wipe, { officer: session.staff.id })
      .catch(() => setFaults({ '/pin': say('offline.cannot') }))
    setWorking(false)
  }
  const put = (name: keyof typeof typed) => (value: string) => setTyped({ ...typed, [name]: value })
  return (
    <Page title={say('offline.setup')} about={say('offline.setup.about')}>
      <CheckedForm faults={faults} onSubmit={() => void submit()}>
        <Card title={say('offline.setup.pin')}>
          <div className="stack">
            <PinField
              name="/pin"
              label={say('offline.pin')}
              hint={say('offline.pin.hint', { count: SHORTEST_PIN })}
              value={typed.pin}
              onChange={put('pin')}
            />
            <PinField name="/again" label={say('offline.pin.again')} value={typed.again} onChange={put('again')} />
          </div>
        </Card>
        <Card title={say('offline.setup.wipe')}>
          <PinField
            name="/wipe"
            label={say('offline.wipe-pin')}
            hint={say('offline.wipe-pin.hint')}
            value={typed.wipe}
            onChange={put('wipe')}
            required={false}
          />
        </Card>
        <Notice tone="warn">
          <p>{say('offline.setup.no-way-back')}</p>
        </Notice>
        <div className="row">
          <Button submit look="primary" pending={working} disabled={typed.pin === '' || typed.again === ''}>
            {say('offline.setup.do')}
          </Button>
        </div>
      </CheckedForm>
    </Page>
  )
}
