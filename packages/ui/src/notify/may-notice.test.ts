import { expect, test } from 'vitest'
import { mayNotice, NOTICE_EVERY } from './may-notice.ts'

const wanted = { on: true, hidden: true, permission: 'granted', since: NOTICE_EVERY }

test('a notice is shown where it was asked for and allowed, to who is not looking, once a minute', () => {
  expect(mayNotice(wanted)).toBe(true)
  for (const less of [{ on: false }, { hidden: false }, { permission: 'default' }, { permission: 'denied' }, { since: NOTICE_EVERY - 1 }])
    expect(mayNotice({ ...wanted, ...less })).toBe(false)
})
