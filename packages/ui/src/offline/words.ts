import { useReading } from '../i18n/reading.tsx'
import { useDevice } from './use-device.tsx'

/** What a draft is called by what it is; a kind's own by the kind's own name. */
export function useDraftWord(): (what: string) => string {
  const { say, name } = useReading()
  const { own } = useDevice()
  return (what) => {
    switch (what) {
      case 'person':
        return say('person.title')
      case 'referral':
        return say('offline.referral')
      case 'photo':
        return say('offline.photo')
      default: {
        const found = own.find(({ code }) => code === what)
        return found ? name(found.title) : what
      }
    }
  }
}
