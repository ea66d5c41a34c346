import { useState } from 'react'
import { Link } from 'wouter'
import { useSession } from '../api/hooks.tsx'
import { OneOf } from '../components/choice-field.tsx'
import { Notice } from '../components/notice.tsx'
import { Card, Page, Terms } from '../components/page.tsx'
import { DIGITS } from '../i18n/locale.ts'
import { useReading } from '../i18n/reading.tsx'
import { type Settings, SWITCH, THEMES } from '../i18n/settings.ts'
import { leaveToNotice } from '../notify/use-notices.ts'

/** Who I am here, and how I want to read. */
export default function SettingsPage({ settings, onSettings }: { settings: Settings; onSettings: (settings: Settings) => void }) {
  const { say, name, word, list } = useReading()
  const { staff, organisation, environment } = useSession()
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
      <Card title={say('settings.keys')}>
        <OneOf
          name="shortcuts"
          label={say('settings.shortcuts')}
          hint={say('settings.shortcuts.hint')}
          value={settings.shortcuts}
          onChange={(shortcuts) => onSettings({ ...settings, shortcuts })}
          options={SWITCH.map((code) => ({ code, word: say(`switch.${code}`) }))}
        />
      </Card>
      <Card title={say('settings.notices')}>
        <Notices settings={settings} onSettings={onSettings} />
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
      {environment === 'development' && (
        <p>
          <Link href="/components">{say('gallery.title')}</Link>
        </p>
      )}
    </Page>
  )
}

/** Off until somebody switches them on here and the browser allows it. */
function Notices({ settings, onSettings }: { settings: Settings; onSettings: (settings: Settings) => void }) {
  const { say } = useReading()
  const [refused, setRefused] = useState(false)
  const choose = async (notices: Settings['notices']) => {
    const allowed = notices === 'off' || (await leaveToNotice())
    setRefused(!allowed)
    if (allowed) onSettings({ ...settings, notices })
  }
  return (
    <div className="stack">
      <OneOf
        name="notices"
        label={say('settings.notices.ask')}
        hint={say('settings.notices.hint', { sentence: say('notice.changed').replace(/\.$/, '') })}
        value={settings.notices}
        onChange={(notices) => void choose(notices)}
        options={SWITCH.map((code) => ({ code, word: say(`switch.${code}`) }))}
      />
      {refused && <Notice tone="warn">{say('settings.notices.refused')}</Notice>}
    </div>
  )
}
