import { useEffect } from 'react'
import { useReading } from '../i18n/reading.tsx'
import { Mark } from '../shell/mark.tsx'
import { announceSession } from './session-channel.ts'

/** What the other window shows once somebody signed in again: the first one goes on by itself, and this one has done its work. */
export function SignedIn() {
  const { say } = useReading()
  useEffect(() => {
    document.title = say('signed-in.title')
    announceSession()
    // A browser that does not let a page close its window shows it.
    window.close()
  }, [say])
  return (
    <main className="alone">
      <div className="sign-in">
        <Mark size={56} />
        <h1>{say('signed-in.title')}</h1>
        <p role="status">{say('signed-in.about')}</p>
        <a className="button" href="/desk/">
          {say('signed-in.here')}
        </a>
      </div>
    </main>
  )
}
