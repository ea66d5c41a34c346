import { describe, expect, it } from 'vitest'
import { loadAccess } from './access-policy.ts'

const home = { slug: 'care-house', kind: 'shelter' }
const text = `
  // Action::"in-a-comment"
  permit (principal in Role::"shelter-worker", action == Action::"admit", resource);
  forbid (principal in Role::"analyst", action == Action::"admit", resource);
  permit (principal is Staff, action == Action::"open-file", resource is File) when { resource.owner == principal };
  forbid (principal, action == Action::"open-file", resource is File) when { resource.sealed };
  permit (principal, action == Action::"report", resource);
`
const access = await loadAccess([{ feature: 'stays', text }], home)
const worker = { id: 'w', roles: ['shelter-worker'] } as const

describe('access decisions', () => {
  it('denies what no policy permits', () => {
    expect(access.allows(worker, 'admit')).toBe(true)
    expect(access.allows(worker, 'depart')).toBe(false)
    expect(access.allows(null, 'admit')).toBe(false)
    expect(access.allows(null, 'report')).toBe(true)
  })

  it('remembers by roles, and a forbidden role forbids in any company', () => {
    expect(access.allows({ id: 'x', roles: ['analyst', 'shelter-worker'] }, 'admit')).toBe(false)
    expect(access.allows({ id: 'y', roles: ['shelter-worker', 'analyst'] }, 'admit')).toBe(false)
    expect(access.allows({ id: 'z', roles: ['shelter-worker'] }, 'admit')).toBe(true)
  })

  it('judges an object by its attributes, and denies when a policy cannot be evaluated', () => {
    const file = (owner: string, attributes: Record<string, boolean>) => ({
      type: 'File',
      id: 'f',
      attributes: { owner: { __entity: { type: 'Staff', id: owner } }, ...attributes },
    })
    expect(access.allows(worker, 'open-file', file('w', { sealed: false }))).toBe(true)
    expect(access.allows(worker, 'open-file', file('w', { sealed: true }))).toBe(false)
    expect(access.allows(worker, 'open-file', file('v', { sealed: false }))).toBe(false)
    // Without the attribute the `forbid` is skipped by Cedar; the door stays shut all the same.
    expect(access.allows(worker, 'open-file', file('w', {}))).toBe(false)
  })

  it('knows the actions policies name, not those of comments', () => {
    expect([...access.actions].sort()).toEqual(['admit', 'open-file', 'report'])
  })

  it('keeps the policies of two organisations apart', async () => {
    const other = await loadAccess([{ feature: 'stays', text: 'permit (principal, action == Action::"depart", resource);' }], {
      slug: 'ministry',
      kind: 'ministry-intake',
    })
    expect(other.allows(worker, 'depart')).toBe(true)
    expect(access.allows(worker, 'depart')).toBe(false)
  })

  it('refuses a text that does not parse, or that names one member, in one sentence', async () => {
    await expect(loadAccess([{ feature: 'stays', text: 'permit (principal,' }], home)).rejects.toThrow(
      /^refused: the policies of stays cannot be read: /,
    )
    await expect(loadAccess([{ feature: 'stays', text: 'forbid (principal == Staff::"x", action, resource);' }], home)).rejects.toThrow(
      'refused: a policy of stays names one staff member; policies speak of roles',
    )
  })
})
