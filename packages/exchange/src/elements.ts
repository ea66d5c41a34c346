import { type Event, Refusal } from '@ihala/contract'
import { isGroupElement } from '@ihala/seal'

/**
 * c9: what a conflict check blinds and its answer evaluates are elements of the group: whoever calculates with others tells of their key.
 * Throws Refusal `event-data-invalid`.
 */
export async function assertElements(event: Event): Promise<void> {
  for (const [field, elements] of elementsOf(event)) {
    for (const [at, element] of elements.entries()) {
      if (!(await isGroupElement(element)))
        throw new Refusal('event-data-invalid', { event: event.type, field: `/${field}/${at}`, rule: 'element' })
    }
  }
}

function elementsOf({ type, data }: Event): [field: string, elements: readonly string[]][] {
  if (type === 'conflict-checked' && data.how === 'oblivious') return [['blinded', data.blinded]]
  if (type === 'conflict-answered' && data.how === 'compared') return [['evaluated', data.evaluated]]
  return []
}
