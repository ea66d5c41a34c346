import type { Organisation } from '@ihala/contract'
import { useEffect } from 'react'
import { useRead } from '../api/hooks.tsx'
import { Button } from '../components/button.tsx'
import { useReading } from '../i18n/reading.tsx'
import type { Settings } from '../i18n/settings.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { Mark } from './mark.tsx'

interface SignInProps {
  readonly kind: string
  readonly settings: Settings
  readonly onSettings: (settings: Settings) => void
  /** Where drafts are kept on the device: the way to them without signing in. */
  readonly onDrafts?: () => void
}

/** What somebody sees who is not signed in: whose desk it is and one thing to do. */
export function SignIn({ kind, settings, onSettings, onDrafts }: SignInProps) {
  const { say, word } = useReading()
  const names = useRead<Pick<Organisation, 'names'>>('/version').content?.names
  useEffect(() => {
    document.title = say('sign-in.title')
  }, [say])
  return (
    <main className="alone">
      <div className="sign-in">
        <Mark size={56} />
        <h1>{say('sign-in.title')}</h1>
        {names && (
          <p>
            <strong lang="ar" dir="rtl">
              {names.ar}
            </strong>
            <br />
            <span lang="en" dir="ltr">
              {names.en}
            </span>
          </p>
        )}
        <p className="muted">{word('kind', kind)}</p>
        <p>{say('sign-in.about')}</p>
        <a className="button primary" href="/auth/login?return=/desk">
          {say('sign-in.do')}
        </a>
        {onDrafts && <Button onPress={onDrafts}>{say('offline.app')}</Button>}
        <LanguageSwitch settings={settings} onSettings={onSettings} />
      </div>
    </main>
  )
}
