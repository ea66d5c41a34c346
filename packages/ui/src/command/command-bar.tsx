import { Autocomplete } from 'react-aria-components/Autocomplete'
import { Dialog } from 'react-aria-components/Dialog'
import { Header } from 'react-aria-components/Header'
import { Input } from 'react-aria-components/Input'
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { SearchField } from 'react-aria-components/SearchField'
import { Icon } from '../components/icon.tsx'
import { hasWords } from '../i18n/fold.ts'
import { useReading } from '../i18n/reading.tsx'
import { type Command, GROUP_WORDS, GROUPS, shownShortcut } from './commands.ts'

/** Every way and act somebody has here, found by typing a part of its words. */
export function CommandBar({ commands, onClose }: { commands: readonly Command[]; onClose: () => void }) {
  const { say } = useReading()
  const choose = (id: string) => {
    onClose()
    // The bar gives the focus back first; then what was chosen takes it where it wants it.
    setTimeout(() => commands.find((command) => command.id === id)?.act())
  }
  return (
    <ModalOverlay className="dialog-shade command-shade" isOpen isDismissable onOpenChange={(open) => (open ? undefined : onClose())}>
      <Modal className="dialog command">
        <Dialog aria-label={say('command.title')}>
          <Autocomplete filter={hasWords}>
            <SearchField autoFocus aria-label={say('command.title')} className="field wide">
              <Input className="input" placeholder={say('command.hint')} />
            </SearchField>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever scrolls by keyboard must be able to get here (axe scrollable-region-focusable) */}
            <section className="command-scroll" aria-label={say('command.title')} tabIndex={0}>
              <Menu
                className="command-list"
                aria-label={say('command.title')}
                onAction={(id) => choose(String(id))}
                renderEmptyState={() => <p className="muted">{say('command.none')}</p>}
              >
                {GROUPS.map((group) => {
                  const inGroup = commands.filter((command) => command.group === group)
                  return inGroup.length === 0 ? null : (
                    <MenuSection key={group} id={group}>
                      <Header className="small muted">{say(GROUP_WORDS[group])}</Header>
                      {inGroup.map(({ id, title, icon, shortcut }) => (
                        <MenuItem key={id} id={id} textValue={title} className="option command-row">
                          {icon && <Icon name={icon} />}
                          <span className="grow">
                            <bdi>{title}</bdi>
                          </span>
                          {shortcut && <Keys shortcut={shortcut} />}
                        </MenuItem>
                      ))}
                    </MenuSection>
                  )
                })}
              </Menu>
            </section>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

/** The letters of a shortcut, each as a key. */
export function Keys({ shortcut }: { shortcut: string }) {
  return (
    <span className="keys-shown" dir="ltr">
      {shownShortcut(shortcut)
        .split(' ')
        .map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
    </span>
  )
}
