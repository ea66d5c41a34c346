import { expect, test } from 'vitest'
import { type Command, withoutTwins } from './commands.ts'

const command = (id: string, group: Command['group'], title: string): Command => ({ id, group, title, act: () => undefined })

test('what the page offers and the desk always offers too is listed once', () => {
  const always = [command('print', 'desk', 'Print')]
  const here = [command('here Accept', 'here', 'Accept'), command('here Print', 'here', 'Print')]
  expect(withoutTwins(here, always).map(({ id }) => id)).toEqual(['here Accept', 'print'])
})
