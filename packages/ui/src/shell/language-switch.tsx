import { Button } from '../components/button.tsx'
import { LANGUAGES, type Language } from '../i18n/locale.ts'
import type { Settings } from '../i18n/settings.ts'

/** Each language in its own words, so that whoever reads only that one finds it. */
export const OWN_NAMES: Readonly<Record<Language, string>> = { ar: 'العربية', en: 'English' }

/** Shows the other language by its own name; pressing changes at once. */
export function LanguageSwitch({ settings, onSettings }: { settings: Settings; onSettings: (settings: Settings) => void }) {
  return (
    <>
      {LANGUAGES.filter((language) => language !== settings.language).map((language) => (
        <Button key={language} look="quiet" onPress={() => onSettings({ ...settings, language })}>
          <span lang={language}>{OWN_NAMES[language]}</span>
        </Button>
      ))}
    </>
  )
}
