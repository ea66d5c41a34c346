import { Link } from 'wouter'
import { Button } from '../components/button.tsx'
import { Dialog } from '../components/dialog.tsx'
import { useReading } from '../i18n/reading.tsx'
import { Keys } from './command-bar.tsx'
import { type Command, GROUP_WORDS, GROUPS } from './commands.ts'

/** Which letters do what here; and where they are switched off. */
export function ShortcutSheet({ commands, onClose }: { commands: readonly Command[]; onClose: () => void }) {
  const { say } = useReading()
  return (
    <Dialog title={say('shortcuts.title')} open onClose={onClose}>
      <p className="muted">{say('shortcuts.about')}</p>
      {GROUPS.map((group) => {
        const inGroup = commands.flatMap(({ shortcut, title, ...rest }) =>
          rest.group === group && shortcut !== undefined ? [{ shortcut, title }] : [],
        )
        return inGroup.length === 0 ? null : (
          <section key={group} className="stack-tight">
            <h3>{say(GROUP_WORDS[group])}</h3>
            <dl className="shortcut-list">
              {inGroup.map(({ shortcut, title }) => (
                <div key={shortcut}>
                  <dt>
                    <bdi>{title}</bdi>
                  </dt>
                  <dd>
                    <Keys shortcut={shortcut} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )
      })}
      <p className="small">
        <Link href="/settings" onClick={onClose}>
          {say('shortcuts.off-in-settings')}
        </Link>
      </p>
      <div>
        <Button onPress={onClose}>{say('do.close')}</Button>
      </div>
    </Dialog>
  )
}
