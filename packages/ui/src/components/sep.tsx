import { useReading } from '../i18n/reading.tsx'

/** Stands between two short things on one line. */
export function Sep() {
  return useReading().between
}
