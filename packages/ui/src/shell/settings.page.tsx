import { useSession } from '../api/hooks.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { Card, Page, Terms } from '../components/page.tsx'
import { DIGITS } from '../i18n/locale.ts'
import { useReading } from '../i18n/reading.tsx'
import { type Settings, THEMES } from '../i18n/settings.ts'

/** Who I am here, and how I want to read. */
export default function SettingsPage({ settings, onSettings }: { settings: Settings; onSettings: (settings: Settings) => void }) {
  const { say, name, word, list } = useReading()
  const { staff, organisation } = useSession()
  return (
    <Page title={say('settings.title')}>
      <Card title={say('settings.me')}>
        <Terms
          pairs={[
            [say('settings.name'), name(staff.names)],
            [say('settings.roles'), list(staff.roles.map((role) => word('role', role)))],
            [say('settings.organisation'), name(organisation.names)],
          ]}
        />
      </Card>
      <Card title={say('settings.reading')}>
        <div className="stack">
          <OneOf
            name="digits"
            label={say('settings.digits')}
            hint={say('settings.digits.hint')}
            value={settings.digits}
            onChange={(digits) => onSettings({ ...settings, digits })}
            options={DIGITS.map((code) => ({ code, word: say(`digits.${code}`) }))}
          />
          <OneOf
            name="theme"
            label={say('settings.theme')}
            value={settings.theme}
            onChange={(theme) => onSettings({ ...settings, theme })}
            options={THEMES.map((code) => ({ code, word: say(`theme.${code}`) }))}
          />
        </div>
      </Card>
    </Page>
  )
}
