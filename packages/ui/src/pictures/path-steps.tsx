import { Icon } from '../components/icon.tsx'
import { useReading } from '../i18n/reading.tsx'

/** A path with “you are here”. Steps behind can be gone back to. */
export function PathSteps({ steps, here, onGo }: { steps: readonly string[]; here: number; onGo: (index: number) => void }) {
  const { say } = useReading()
  return (
    <nav aria-label={say('path.label')}>
      <ol className="path">
        {steps.map((step, index) => (
          <li
            key={step}
            className={index < here ? 'behind' : index === here ? 'here' : ''}
            aria-current={index === here ? 'step' : undefined}
          >
            <span className="path-mark" aria-hidden="true">
              {index < here ? <Icon name="tick" size={12} /> : null}
            </span>
            {index < here ? (
              <button type="button" className="path-go" onClick={() => onGo(index)}>
                {step}
              </button>
            ) : (
              <span>{step}</span>
            )}
            {index === here && <span className="only-heard">{say('path.here')}</span>}
          </li>
        ))}
      </ol>
    </nav>
  )
}
