import { useReading } from '../i18n/reading.tsx'
import { BothNames } from '../person/both-names.tsx'
import type { PersonNames } from '../person/names.ts'

/** Somebody on this device; or that nobody wrote their name yet. */
export function PersonName({ person: { name, otherName } }: { person: PersonNames }) {
  const { say } = useReading()
  return name === '' ? say('offline.no-name') : <BothNames name={name} otherName={otherName} />
}
